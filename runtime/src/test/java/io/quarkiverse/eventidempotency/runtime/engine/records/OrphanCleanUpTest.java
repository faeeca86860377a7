package io.quarkiverse.eventidempotency.runtime.engine.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.runtime.engine.ManualClock;
import io.quarkiverse.eventidempotency.runtime.engine.SameThread;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.smallrye.mutiny.Uni;

class OrphanCleanUpTest {

    private final ManualClock clock = new ManualClock();
    private final List<CompletableFuture<StoreKeys>> scans = new ArrayList<>();
    private final List<Object> told = new ArrayList<>();

    /** A store that answers each scan when it is told to. */
    private final RecordStore store = (RecordStore) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] { RecordStore.class }, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("scan");
                return Uni.createFrom().completionStage(() -> {
                    CompletableFuture<StoreKeys> scan = new CompletableFuture<>();
                    scans.add(scan);
                    return scan;
                });
            });

    private final OrphanCleanUp cleanUp = new OrphanCleanUp(
            new StoredRecords(store, "p:", scope -> RecordTerms.of(1_000, 1_000), clock, SameThread::new, null, false), clock,
            Duration.ofSeconds(60), Duration.ofHours(1), told::add,
            failure -> told.add(failure.getClass()));

    @BeforeEach
    void start() {
        cleanUp.start();
    }

    private void answer(int scan) {
        scans.get(scan).complete(new StoreKeys(List.of(), null));
    }

    @Test
    void oneLookAfterTheOtherWithAPauseInBetween() {
        assertThat(scans).isEmpty();
        clock.advance(60_000);
        assertThat(scans).hasSize(1);
        clock.advance(300_000);
        assertThat(scans).as("no second look while the first is under way").hasSize(1);
        answer(0);
        assertThat(told).containsExactly(0L);
        clock.advance(44_000);
        assertThat(scans).hasSize(1);
        clock.advance(16_000);
        assertThat(scans).hasSize(2);
        answer(1);
        assertThat(clock.delays()).hasSize(3).allMatch(delay -> delay >= 45_000 && delay <= 60_000);
    }

    @Test
    void aFailureIsToldAndTheNextLookComes() {
        clock.advance(60_000);
        scans.get(0).completeExceptionally(new StoreException("away", false, null));
        assertThat(told).containsExactly(StoreUnavailableException.class);
        clock.advance(60_000);
        assertThat(scans).hasSize(2);
        answer(1);
        assertThat(told).hasSize(2).endsWith(0L);
    }

    @Test
    void nothingComesAfterTheEnd() {
        cleanUp.stop();
        clock.advance(600_000);
        assertThat(scans).isEmpty();
    }

    @Test
    void aLookUnderWayIsGivenUpAtTheEnd() {
        clock.advance(60_000);
        cleanUp.stop();
        answer(0);
        clock.advance(600_000);
        assertThat(told).isEmpty();
        assertThat(scans).hasSize(1);
    }
}
