package io.quarkiverse.eventidempotency.runtime.observability;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;

/**
 * The counters of each scope. Those of guarded methods are there from the start, so that what counts nothing yet shows as zero;
 * those of scopes that only code names, from when it does.
 */
@Singleton
public class ScopeCounters {

    private final Map<String, DeliveryCounters> counters = new ConcurrentSkipListMap<>();
    private final List<BiConsumer<String, DeliveryCounters>> listeners = new CopyOnWriteArrayList<>();

    public ScopeCounters(GuardedMethodSpecs specs) {
        for (GuardedMethodSpec spec : specs.specs()) {
            of(spec.scope());
        }
    }

    /** {@return the counters of a scope; of no scope for {@code null}} */
    public DeliveryCounters of(@Nullable String scope) {
        String name = PolicyResolver.nameOf(scope);
        DeliveryCounters known = counters.get(name);
        if (known != null) {
            return known;
        }
        // Not by computeIfAbsent, which this map may have make several, and listeners would hear of those that do not count.
        DeliveryCounters added = new DeliveryCounters();
        DeliveryCounters first = counters.putIfAbsent(name, added);
        if (first != null) {
            return first;
        }
        listeners.forEach(listener -> listener.accept(name, added));
        return added;
    }

    /** Shows a listener the counters of each scope: those that are there, and those that come. */
    void forEach(BiConsumer<String, DeliveryCounters> listener) {
        listeners.add(listener);
        counters.forEach(listener);
    }
}
