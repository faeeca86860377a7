package io.quarkiverse.eventidempotency.runtime.rest;

import java.time.Duration;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.runtime.engine.ShownName;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Refusals;

/**
 * The response to a request that ends without a result of its resource method.
 *
 * @param outcome the end of the delivery, which metrics count
 * @param detail the meaning for the client and what to do; names neither key nor code
 * @param retryAfterSeconds the time after which a repetition of the request may succeed; 0 where the client must not simply
 *        repeat it
 */
record Problem(int status, DeliveryOutcome outcome, String detail, long retryAfterSeconds) {

    static final String MEDIA_TYPE = "application/problem+json";

    /** The longest pause between two attempts to connect to Redis. */
    private static final long STORE_SECONDS = 5;

    static Problem of(IdempotencyException reason) {
        if (reason instanceof CompletionNotStoredException) {
            // Not 503: clients repeat that by themselves, and this request may have been processed.
            return new Problem(500, DeliveryOutcome.NOT_STORED, "The request may have been processed, but its outcome could not"
                    + " be stored. If it is repeated, it may be processed again. Check its effect first.");
        }
        DeliveryOutcome outcome = Refusals.ending(reason);
        return switch (outcome) {
            case MISSING_KEY -> new Problem(400, outcome,
                    "The request has no idempotency key, and has not been processed. Send it with a key.");
            case IN_FLIGHT_REJECTED -> new Problem(409, outcome,
                    "Another request with the same idempotency key is being processed. Repeat this request later.",
                    secondsOf(reason));
            case DUPLICATE_REJECTED -> new Problem(409, outcome,
                    "A request with the same idempotency key has been completed before. Do not repeat it.");
            case QUARANTINED -> new Problem(409, outcome, "An earlier request with the same idempotency key ended without an"
                    + " outcome. An operator must decide whether it is processed again.");
            case ATTEMPTS_EXHAUSTED -> new Problem(409, outcome, "Requests with the same idempotency key have failed too often."
                    + " An operator must decide whether it is processed again.");
            case FAILURE_REPLAYED -> new Problem(409, outcome, "A request with the same idempotency key failed permanently"
                    + " before. Correct the request, and send it with a new key.");
            case KEY_REUSED -> new Problem(422, outcome, "The idempotency key was used before for a different request. Send"
                    + " each request with a key of its own.");
            case STORE_UNAVAILABLE -> new Problem(503, outcome, "The store of idempotency keys is unavailable. Repeat this"
                    + " request later, with the same idempotency key.", STORE_SECONDS);
            case RESULT_UNAVAILABLE -> new Problem(500, outcome, "The request has been completed before, but its result is not"
                    + " available any more. Do not send it with another idempotency key.");
            default -> new Problem(500, outcome, "An error in the server: an event of the request has not been processed.");
        };
    }

    private Problem(int status, DeliveryOutcome outcome, String detail) {
        this(status, outcome, detail, 0);
    }

    private static long secondsOf(IdempotencyException reason) {
        Duration lease = reason instanceof EventInFlightException inFlight ? inFlight.remainingLease() : Duration.ZERO;
        return Math.max(1, lease.plusMillis(999).toSeconds());
    }

    /**
     * {@return whether an error in the server is behind it that nothing else logs, as the store does its outages}
     *
     * @param reason the exception that it is the response to
     */
    boolean isUnlogged(IdempotencyException reason) {
        return status >= 500 && !Refusals.isOutage(reason);
    }

    /** {@return the body, of {@link #MEDIA_TYPE}, with an outcome as metrics name it} */
    String json(String shownDetail) {
        return "{\"status\":" + status + ",\"outcome\":\"" + ShownName.of(outcome)
                + "\",\"detail\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(shownDetail)) + "\"}";
    }
}
