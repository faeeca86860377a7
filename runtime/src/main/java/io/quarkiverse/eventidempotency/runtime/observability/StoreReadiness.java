package io.quarkiverse.eventidempotency.runtime.observability;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Whether claims can be made and held: by the state of the store's own connection, without a command. Down until it is
 * connected first, while it is lost, and while leases are not renewed.
 */
@Readiness
@ApplicationScoped
public class StoreReadiness implements HealthCheck {

    private final StoreState store;

    StoreReadiness(StoreState store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("Event idempotency store health check").up()
                .withData("records", store.place());
        String reason = reason(store);
        return reason == null ? response.build() : response.down().withData("reason", reason).build();
    }

    /** {@return why claims cannot be made or held, with the remedy; {@code null} while they can} */
    static @Nullable String reason(StoreState store) {
        String problem = store.problem();
        if (problem != null) {
            return problem;
        }
        int overdue = store.overdueLeases();
        if (overdue == 0) {
            return null;
        }
        Throwable failure = store.renewalFailure();
        return overdue + " leases have not been renewed for more than two thirds of their time, so that other processes may "
                + "take over events whose handlers run here: "
                + (failure == null ? "look for blocked event loops in the log, and for a process without processor time"
                        : CauseText.of(failure));
    }
}
