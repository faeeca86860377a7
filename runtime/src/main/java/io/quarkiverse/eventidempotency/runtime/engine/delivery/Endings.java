package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.CancellationException;

import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.ForeignRecordException;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.ReplayedFailureException;
import io.quarkiverse.eventidempotency.StoreUnavailableException;

/** Tells how a delivery has ended. */
public final class Endings {

    private Endings() {
    }

    /** {@return the ending of a delivery that the engine fails with {@code reason}, its body not having run} */
    public static DeliveryOutcome ofRefusal(Throwable reason) {
        if (reason instanceof EventInFlightException) {
            return DeliveryOutcome.IN_FLIGHT_REJECTED;
        } else if (reason instanceof DuplicateEventException) {
            return DeliveryOutcome.DUPLICATE_REJECTED;
        } else if (reason instanceof StoreUnavailableException) {
            return DeliveryOutcome.STORE_UNAVAILABLE;
        } else if (reason instanceof MissingIdempotencyKeyException) {
            return DeliveryOutcome.MISSING_KEY;
        } else if (reason instanceof EventQuarantinedException) {
            return DeliveryOutcome.QUARANTINED;
        } else if (reason instanceof AttemptsExhaustedException) {
            return DeliveryOutcome.ATTEMPTS_EXHAUSTED;
        } else if (reason instanceof ReplayedFailureException) {
            return DeliveryOutcome.FAILURE_REPLAYED;
        } else if (reason instanceof IdempotencyKeyReusedException) {
            return DeliveryOutcome.KEY_REUSED;
        } else if (reason instanceof ForeignRecordException) {
            return DeliveryOutcome.FOREIGN_RECORD;
        } else if (reason instanceof NestedClaimException) {
            return DeliveryOutcome.NESTED;
        } else if (reason instanceof CancellationException) {
            return DeliveryOutcome.CANCELLED;
        }
        return DeliveryOutcome.RESULT_UNAVAILABLE; // or an error out of the result's own code, while it is read
    }
}
