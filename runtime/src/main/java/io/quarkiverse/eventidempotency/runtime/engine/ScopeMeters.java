package io.quarkiverse.eventidempotency.runtime.engine;

import io.quarkiverse.eventidempotency.DeliveryOutcome;

/**
 * The meters of one scope, in applications that have metrics. Each is made when there is something to show. Called on any
 * thread; must not block.
 */
public interface ScopeMeters {

    /** An outcome has occurred for the first time. */
    void counted(DeliveryOutcome outcome);

    /** An incident has occurred for the first time. */
    void counted(DeliveryIncident incident);

    /** A consumer has a window. */
    void windowed();

    /** A step has ended. */
    void took(DeliveryStep step, long nanos);
}
