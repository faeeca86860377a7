package io.quarkiverse.eventidempotency.runtime.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;

class ScopeCountersTest {

    private final ScopeCounters counters = new ScopeCounters(new GuardedMethodSpecs(List.of()));

    /** A meter that shows others than those that count stays at zero. */
    @Test
    void listenersHearOfThoseThatCountWhoeverAsksMeanwhile() throws Exception {
        List<DeliveryCounters> heard = new CopyOnWriteArrayList<>();
        ConcurrentHashMap<String, DeliveryCounters> meanwhile = new ConcurrentHashMap<>();
        counters.forEach((scope, counts) -> {
            heard.add(counts);
            if (heard.size() == 1) {
                meanwhile.put(scope, CompletableFuture.supplyAsync(() -> counters.of(scope)).orTimeout(20, TimeUnit.SECONDS)
                        .join());
            }
        });
        DeliveryCounters counts = counters.of("code");
        assertThat(heard).containsExactly(counts);
        assertThat(meanwhile).containsEntry("code", counts);
        assertThat(counters.of("code")).isSameAs(counts);
    }
}
