package io.quarkiverse.eventidempotency.deployment.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.ResultUnavailableException;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.results.ResultCodec;
import io.quarkiverse.eventidempotency.testing.TestStore;
import io.quarkus.arc.Arc;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** A store and a codec of the application's own; no Redis is configured. */
class OwnStoreTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Stores.class, Base64Codec.class))
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.event-idempotency.store-retry-timeout", "0S");

    @Inject
    TestStore store;
    @Inject
    Handlers handlers;
    @Inject
    IdempotencyRecords records;

    @Test
    void beanOfAStoreIsTheStore() {
        assertThat(on("1")).isEqualTo("x");
        assertThat(store.get("idempotency:events:orders:1")).contains("\"result\":\"Ingi\"");
        assertThat(on("1")).isEqualTo("x");

        store.goAway();
        assertThatThrownBy(() -> on("2")).isInstanceOf(StoreUnavailableException.class)
                .hasRootCauseMessage("The test's store is away");
        store.comeBack();
        assertThat(on("2")).isEqualTo("x");
    }

    @Test
    void resultByHandGoesThroughTheCodecToo() {
        Duration patience = Duration.ofSeconds(20);
        assertThat(records.forceComplete("orders", "3", "\"by hand\"").await().atMost(patience)).isEqualTo(ForceResult.FORCED);
        assertThat(store.get("idempotency:events:orders:3")).contains("\"result\":\"ImJ5IGhhbmQi\"");
        assertThat(on("3")).isEqualTo("by hand");
        assertThat(records.forceComplete("orders", "4", null).await().atMost(patience)).isEqualTo(ForceResult.FORCED);
        assertThatThrownBy(() -> on("4")).isInstanceOf(ResultUnavailableException.class);
    }

    @Test
    void nobodyThatDoesNotUseItFromCodeHasTheBean() {
        assertThat(Arc.container().select(EventIdempotency.class).isResolvable()).isFalse();
    }

    private String on(String id) {
        return handlers.on(id).await().atMost(Duration.ofSeconds(20));
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent(key = "{id}", scope = "orders")
        Uni<String> on(String id) {
            return Uni.createFrom().item("x");
        }
    }

    static class Stores {

        @Produces
        @Singleton
        TestStore store() {
            return new TestStore();
        }
    }

    @Singleton
    static class Base64Codec implements ResultCodec {

        @Override
        public String encode(String json) {
            return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String decode(String stored) {
            return new String(Base64.getDecoder().decode(stored), StandardCharsets.UTF_8);
        }
    }
}
