package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.ForeignRecordException;
import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.ReplayedFailureException;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.StoreException;

/** The reasons for which a delivery ends without its body. */
public record Refusals(IdempotencyEngine engine, GuardPolicy policy, String key) {

    /** {@return the end of a delivery for a reason; where deliveries are only observed, the body runs all the same} */
    public Object outcome(IdempotencyException reason) {
        return policy.observe() ? observed(DeliveryOutcome.OBSERVED_REFUSED, reason) : reason;
    }

    private DeliveryOutcome observed(DeliveryOutcome wouldBe, @Nullable Throwable reason) {
        engine.listener().observed(policy, key, wouldBe, reason);
        return wouldBe;
    }

    /** {@return whether an outage of the store is behind an exception, which the store logs; a database does not} */
    public static boolean isOutage(IdempotencyException reason) {
        return (reason instanceof StoreUnavailableException || reason instanceof CompletionNotStoredException)
                && reason.getCause() instanceof StoreException;
    }

    /** {@return the decision that a record leads to, which may have to be parsed: the reply itself for a duplicate} */
    public Object found(ClaimReply reply, @Nullable String fingerprint) {
        try {
            return switch (reply.kind()) {
                case DUPLICATE -> duplicate(reply, fingerprint);
                case FAILED -> outcome(failed(reply));
                case REUSED -> outcome(reused());
                default -> outcome(foreign());
            };
        } catch (RuntimeException e) { // of a record of a store that is not ours
            return e;
        }
    }

    private Object duplicate(ClaimReply reply, @Nullable String fingerprint) {
        RecordContent record = reply.record();
        if (record == null || record.status() != RecordStatus.COMPLETED || !isOurs(record)) {
            return outcome(foreign());
        }
        String known = fingerprint == null ? null : record.fingerprint();
        if (known != null && !known.equals(fingerprint)) {
            return outcome(reused());
        }
        return policy.observe() ? observed(DeliveryOutcome.OBSERVED_DUPLICATE, null) : reply;
    }

    private boolean isOurs(RecordContent record) {
        return Objects.equals(policy.scope(), record.scope()) && (record.key() == null || key.equals(record.key()));
    }

    /** {@return the end of a delivery that does not wait for the owner of its key} */
    Object besideOwner(long remainingMillis) {
        return policy.observe() ? observed(DeliveryOutcome.OBSERVED_IN_FLIGHT, null)
                : policy.onInFlight() == OnInFlight.SKIP ? DeliveryOutcome.IN_FLIGHT_SKIPPED
                        : outcome(inFlight(remainingMillis, 0));
    }

    public NestedClaimException nestedIn(String holder) {
        return new NestedClaimException(policy.method() + " claims the key that " + holder
                + ", which calls it, holds itself [" + named() + "]: it would wait for its own end. Give the two methods "
                + "different scopes, or call the inner one's code without a guard.", policy.scope(), key);
    }

    /** {@return the end of a delivery whose key another transaction holds} */
    public Object besideTransaction(long waitedMillis) {
        return policy.observe() ? observed(DeliveryOutcome.OBSERVED_IN_FLIGHT, null)
                : policy.onInFlight() == OnInFlight.SKIP ? DeliveryOutcome.IN_FLIGHT_SKIPPED
                        : inFlightElsewhere(waitedMillis);
    }

    /** {@return the end of a delivery whose transaction the database rolls back, because of another one with its key} */
    public EventInFlightException undoneByDatabase() {
        return new EventInFlightException("The database rolls this transaction back because of another one with the same event"
                + " or another common row [" + named() + "]: a deadlock, or a change after this transaction began."
                + " The handler has not run. Deliver the event again.", policy.scope(), key, Duration.ZERO);
    }

    private EventInFlightException inFlightElsewhere(long waitedMillis) {
        return new EventInFlightException("The event is being processed in another transaction [" + named() + "]"
                + (waitedMillis > 0 ? ", still after waiting " + waitedMillis + " ms" : "")
                + ". The body has not run; this transaction is to be rolled back.", policy.scope(), key, Duration.ZERO);
    }

    NestedClaimException twiceInTransaction(String holder) {
        return new NestedClaimException(policy.method() + " claims the key that " + holder
                + " holds until the transaction ends which both are called in [" + named()
                + "]: it would wait for its own end. Call with one key once in a transaction.", policy.scope(), key);
    }

    public StoreUnavailableException storeUnavailable(Throwable cause) {
        return new StoreUnavailableException("The event's key could not be claimed [" + named()
                + "]: the store did not confirm it for " + policy.storeRetryMillis() + " ms (store-retry-timeout). "
                + "The body has not run.", policy.scope(), key, cause);
    }

    public StoreUnavailableException rowNotClaimed(Throwable cause) {
        return new StoreUnavailableException("The event's key could not be claimed in the transaction [" + named() + "]: "
                + cause.getMessage() + ". The body has not run.", policy.scope(), key, cause);
    }

    public CompletionNotStoredException rowNotCompleted(Throwable cause) {
        return new CompletionNotStoredException("The body has run, but its completion could not be stored in the transaction ["
                + named() + "]: " + cause.getMessage() + ". The transaction is rolled back, and the event will run again.",
                policy.scope(), key, cause);
    }

    IdempotencyKeyReusedException reused() {
        return new IdempotencyKeyReusedException("The key was used before for an event with another payload [" + named()
                + "]. Give different events different keys.", policy.scope(), key);
    }

    EventInFlightException inFlight(long remainingMillis, long waitedMillis) {
        return new EventInFlightException("The event is being processed by another delivery [" + named() + "]"
                + (waitedMillis > 0 ? ", still after waiting " + waitedMillis + " ms" : "")
                + "; its lease runs " + remainingMillis + " ms more.", policy.scope(), key,
                Duration.ofMillis(remainingMillis));
    }

    StoreUnavailableException applicationStops(@Nullable Throwable cause) {
        return new StoreUnavailableException("The event's key could not be claimed [" + named()
                + "]: the application stops. The body has not run.", policy.scope(), key, cause);
    }

    EventInFlightException tooManyWait(long remainingMillis) {
        return new EventInFlightException("The event is being processed by another delivery [" + named() + "], and "
                + engine.options().maxWaitingThreads() + " threads of this process wait for other deliveries already. "
                + "Return a Uni, which waits without a thread, or raise quarkus.event-idempotency.max-waiting-threads.",
                policy.scope(), key, Duration.ofMillis(remainingMillis));
    }

    private ForeignRecordException foreign() {
        return new ForeignRecordException("The value in the store is not the record of this key [" + named()
                + "]. Look at it, and delete it if the event is to run.", policy.scope(), key);
    }

    private IdempotencyException failed(ClaimReply reply) {
        IdempotencyRecord record = reply.record() == null ? null : reply.record().record();
        if (record == null) {
            return foreign();
        }
        if ("QUARANTINED".equals(record.errorType())) {
            return new EventQuarantinedException("An earlier attempt ended without an outcome [" + named()
                    + "]; the event is held for an operator's decision.", policy.scope(), key);
        }
        if ("ATTEMPTS_EXHAUSTED".equals(record.errorType())) {
            return new AttemptsExhaustedException("The event has used up its " + record.attempt() + " attempts ["
                    + named() + "].", policy.scope(), key);
        }
        return new ReplayedFailureException("The event failed for good before [" + named() + "]: " + record.errorType()
                + ": " + record.error(), policy.scope(), key, record.errorType(), record.error());
    }

    private String named() {
        return engine.named(policy.scope(), key);
    }

    /** {@return the ending of a delivery that the engine fails with {@code reason}, its body not having run} */
    public static DeliveryOutcome ending(Throwable reason) {
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
