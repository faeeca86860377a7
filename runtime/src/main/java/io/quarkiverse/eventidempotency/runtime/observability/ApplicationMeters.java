package io.quarkiverse.eventidempotency.runtime.observability;

import io.quarkus.runtime.metrics.MetricsFactory;

/** The meters of an application: those of each scope, and those of its store. */
public final class ApplicationMeters {

    private ApplicationMeters() {
    }

    /** Shows the counters of each scope, now and later, and the state of the store. */
    public static void show(ScopeCounters counters, StoreState store, MetricsFactory meters) {
        counters.forEach((scope, counts) -> counts.show(new DeliveryMeters(meters, scope, counts)));
        gauge(meters, "store.up", "1 while records can be read and written, else 0")
                .buildGauge(store, state -> state.problem() == null ? 1 : 0);
        gauge(meters, "claims.held", "Claims of this process whose leases are renewed")
                .buildGauge(store, StoreState::heldClaims);
        gauge(meters, "claims.queued", "Claims that wait to be sent to the store")
                .buildGauge(store, StoreState::queuedClaims);
        gauge(meters, "leases.overdue", "Leases that are not renewed although a third of them has passed since that was due")
                .buildGauge(store, StoreState::overdueLeases);
    }

    private static MetricsFactory.MetricBuilder gauge(MetricsFactory meters, String name, String description) {
        return meters.builder(DeliveryMeters.PREFIX + name).description(description);
    }
}
