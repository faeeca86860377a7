package io.quarkiverse.eventidempotency.runtime;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;

/** The counters of each scope. They are there from the start, so that what counts nothing yet shows as zero. */
@Singleton
public class ScopeCounters {

    private final Map<String, DeliveryCounters> counters = new TreeMap<>();

    ScopeCounters(GuardedMethodSpecs specs) {
        for (GuardedMethodSpec spec : specs.specs()) {
            counters.computeIfAbsent(spec.scopeName(), scope -> new DeliveryCounters());
        }
    }

    /** {@return the counters of a scope of the application; of no scope for {@code null}} */
    DeliveryCounters of(@Nullable String scope) {
        DeliveryCounters found = counters.get(PolicyResolver.nameOf(scope));
        if (found == null) {
            throw new IllegalArgumentException("No guarded method has the scope " + scope);
        }
        return found;
    }

    /** {@return all counters, by the names under which scopes are configured, sorted} */
    Map<String, DeliveryCounters> byScope() {
        return Collections.unmodifiableMap(counters);
    }
}
