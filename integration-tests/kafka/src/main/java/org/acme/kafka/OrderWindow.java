package org.acme.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.smallrye.health.api.Wellness;

/** Shows how many orders are claimed ahead at most, and how many deliveries of them waited, as the meters do. */
@Wellness
@ApplicationScoped
public class OrderWindow implements HealthCheck {

    private final ScopeCounters counters;

    OrderWindow(ScopeCounters counters) {
        this.counters = counters;
    }

    @Override
    public HealthCheckResponse call() {
        DeliveryCounters orders = counters.of(Orders.SCOPE);
        return HealthCheckResponse.named("orders").up().withData("window", orders.window())
                .withData("waits", orders.count(DeliveryIncident.WAIT)).build();
    }
}
