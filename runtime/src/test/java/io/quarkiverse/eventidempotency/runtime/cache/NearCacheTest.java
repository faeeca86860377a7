package io.quarkiverse.eventidempotency.runtime.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;

/** How the cache uses Caffeine. */
class NearCacheTest {

    static Stream<RecordContent> values() {
        return Stream.of(RecordContent.of("x".repeat(4_000)), RecordContent.of(new byte[4_000]),
                new SettleRequest(new ClaimRequest(new ClaimTerms("s", 1, 0, AfterCrash.RERUN, null), "k", "k",
                        new OwnerToken("o"), 1, 1, null, null, null, null, false), ClaimReply.acquired(1, null, 1, null),
                        Outcome.COMPLETE, 1, 1, "x".repeat(4_000), null, null, false, false));
    }

    @ParameterizedTest
    @MethodSource("values")
    void boundsTheMemoryThatRecordsTake(RecordContent value) {
        NearCache cache = new NearCache(40_000, () -> 0);
        for (int i = 0; i < 100; i++) {
            cache.request("key-" + i, 1_000).keep(value, 1_000);
        }
        assertThat(IntStream.range(0, 100).filter(i -> cache.find("key-" + i) != null).count()).isBetween(1L, 5L);
    }

    /** Caffeine makes them by name. Native executables need them in {@code NativeImageProcessor.NEAR_CACHE}. */
    @Test
    void hasTheClassesThatNativeExecutablesRegister() throws ReflectiveOperationException {
        Object cache = field(field(new NearCache(1_000, System::nanoTime), "entries"), "cache");
        assertThat(cache.getClass().getSimpleName()).isEqualTo("SSMWA");
        assertThat(field(cache, "nodeFactory").getClass().getSimpleName()).isEqualTo("PSWMW");
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Class<?> type = of.getClass();
        while (true) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(of);
            } catch (NoSuchFieldException e) {
                if (type.getSuperclass() == null) {
                    throw e;
                }
                type = type.getSuperclass();
            }
        }
    }
}
