package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;

/** The times of the steps of one delivery whose record is a row, where they are measured. */
final class RowSteps {

    private final DeliveryCounters counters;
    private final EngineClock clock;
    private long since;
    private boolean bodyOver;

    RowSteps(DeliveryCounters counters, EngineClock clock) {
        this.counters = counters;
        this.clock = clock;
    }

    /** The database has replied to the claim that it was sent without a wait for another transaction. */
    void claimed(long startedAt) {
        counters.ended(DeliveryStep.CLAIM, startedAt, clock);
    }

    void waited(long nanos) {
        counters.took(DeliveryStep.WAIT, nanos);
    }

    void bodyBegins() {
        since = counters.begins(clock);
    }

    /** The body is over, and the transaction is to end; the first call counts. */
    void bodyOver(DeliveryStep run) {
        if (!bodyOver) {
            bodyOver = true;
            long began = since;
            since = counters.begins(clock);
            if (began != DeliveryCounters.UNMEASURED) {
                counters.took(run, since - began);
            }
        }
    }

    /** The transaction has been committed after the body. */
    void settled() {
        counters.ended(DeliveryStep.SETTLEMENT, since, clock);
    }
}
