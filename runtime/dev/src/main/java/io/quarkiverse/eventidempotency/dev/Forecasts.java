package io.quarkiverse.eventidempotency.dev;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.NoKey;
import io.quarkiverse.eventidempotency.runtime.guard.EventReader;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * Says what deliveries to one handler would get now. The rules are those of the claim, which the stores apply in one step, and
 * of its answers.
 */
record Forecasts(EventReader reader, GuardPolicy policy) {

    static Forecasts of(EventReader reader) {
        return new Forecasts(reader, reader.policy());
    }

    /** {@return what a delivery gets that is not guarded; {@code null} for one that is} */
    @Nullable
    Forecast unguarded(boolean bypasses) {
        if (!reader.isEnabled()) {
            return Forecast.unguarded("not-guarded",
                    "Event idempotency is switched off (enabled=false): the handler would run, unguarded.");
        }
        return !bypasses ? null
                : Forecast.unguarded("bypassed",
                        "The message has the header idempotency-bypass: the handler would run, unguarded.");
    }

    /** {@return what a delivery gets whose key cannot be taken} */
    Forecast keyFailed(Throwable failure) {
        Forecast refused = Forecast.suppressed("key-failed", "Refused: its key cannot be taken: " + failure);
        return policy.observe() ? refused.observedAs("unguarded-no-key") : refused;
    }

    Forecast withoutKey(EventIdentity event) {
        NoKey reason = event.noKey();
        if (reason != null && reason.onPurpose()) {
            return Forecast.unguarded("unguarded-on-purpose",
                    "The key resolver wants this event unguarded: the handler would run, each time.");
        }
        String text = reason == null ? "The event has no idempotency key." : reason.text().get();
        return policy.onMissingKey() == OnMissingKey.PROCEED
                ? Forecast.unguarded("unguarded-no-key",
                        "No key, and on-missing-key is proceed: the handler would run, unguarded. " + text)
                : Forecast.suppressed("missing-key", "Refused with MissingIdempotencyKeyException. " + text);
    }

    /** {@return what a delivery gets whose store does not answer} */
    Forecast withoutStore(Throwable failure) {
        String tries = "The store does not answer: the delivery would try again for "
                + Spans.of(policy.storeRetryMillis()) + ", and then ";
        return policy.onStoreFailure() == OnStoreFailure.PROCEED
                ? Forecast.suppressed("unguarded-no-store", tries + "run the handler, unguarded. " + failure.getMessage())
                : Forecast.suppressed("store-unavailable",
                        tries + "fail with StoreUnavailableException. " + failure.getMessage());
    }

    /** {@return what a delivery gets whose event stands earlier in the same batch} */
    Forecast repeated(int earlier) {
        return Forecast.suppressed("repeated",
                "The same event as element " + earlier + " of this batch: the handler would get it once.");
    }

    Forecast of(Optional<FoundRecord> found, EventIdentity event) {
        if (found.isEmpty()) {
            return Forecast.runs(1, "New: the handler would run");
        }
        IdempotencyRecord record = found.get().record();
        String key = reader.storedKey(Objects.requireNonNull(event.key()));
        if (record == null || !Objects.equals(record.scope(), policy.scope())
                || record.key() != null && !record.key().equals(key)) {
            return refused("foreign-record", "Refused with ForeignRecordException: the value that stands there is not the "
                    + "record of this key.");
        }
        if (event.fingerprint() != null && record.fingerprint() != null
                && !event.fingerprint().equals(record.fingerprint())) {
            return refused("key-reused", "Refused: the key was used for another payload.");
        }
        return switch (record.status()) {
            case COMPLETED -> duplicate(found.get(), key);
            case FAILED -> failed(record);
            case PROCESSING -> inFlight(record, found.get().remainingLease());
        };
    }

    private Forecast refused(String outcome, String sentence) {
        Forecast refused = Forecast.suppressed(outcome, sentence);
        return policy.observe() ? refused.observedAs("observed-refused") : refused;
    }

    private Forecast duplicate(FoundRecord found, String key) {
        Forecast duplicate = answered(found, key);
        return policy.observe() ? duplicate.observedAs("observed-duplicate") : duplicate;
    }

    /** The guard itself reads the result, which may no longer be of the method's type. */
    private Forecast answered(FoundRecord found, String key) {
        try {
            reader.answer(key, RecordContent.of(Objects.requireNonNull(found.text())));
        } catch (DuplicateEventException e) {
            return Forecast.suppressed("duplicate-rejected", "A duplicate: refused with DuplicateEventException.");
        } catch (IdempotencyException e) {
            return Forecast.suppressed("result-unavailable", "A duplicate, but it would not get the result: refused with "
                    + e.getClass().getSimpleName() + ". " + e.getMessage());
        }
        if (policy.onDuplicate() == OnDuplicate.SKIP) {
            return Forecast.suppressed("duplicate-skipped", "A duplicate: skipped, without running the handler.");
        }
        return Forecast.suppressed("replayed", "A duplicate: it would "
                + (policy.resultNeeded() ? "get the stored result" : "end at once") + ", without running the handler.");
    }

    private Forecast failed(IdempotencyRecord record) {
        if (record.retryable()) {
            return attempt(record, record.attempt() == 0 ? "Released: the handler would run"
                    : "Failed " + times(record.attempt()) + ": the handler would run again");
        }
        String type = record.errorType();
        if ("QUARANTINED".equals(type)) {
            return refused("quarantined", "Refused: quarantined, since an earlier attempt ended without an outcome.");
        }
        if ("ATTEMPTS_EXHAUSTED".equals(type)) {
            return refused("attempts-exhausted", "Refused: out of attempts after " + record.attempt() + ".");
        }
        return refused("failure-replayed", "Refused: it failed permanently before, with " + type + ": " + record.error());
    }

    /** {@return the next attempt, unless there is none} */
    private Forecast attempt(IdempotencyRecord record, String reason) {
        if (policy.maxAttempts() > 0 && record.attempt() >= policy.maxAttempts()) {
            return refused("attempts-exhausted", "Refused: out of attempts after " + record.attempt() + " of "
                    + policy.maxAttempts() + ".");
        }
        return Forecast.runs(record.attempt() + 1, reason);
    }

    private Forecast inFlight(IdempotencyRecord record, @Nullable Duration lease) {
        if (lease != null && lease.toMillis() <= 0) {
            String expired = "The lease of attempt " + record.attempt() + on(record) + " expired " + Spans.of(-lease.toMillis())
                    + " ago: ";
            boolean exhausted = policy.maxAttempts() > 0 && record.attempt() >= policy.maxAttempts();
            if (!exhausted && policy.afterCrash() == AfterCrash.QUARANTINE) {
                return refused("quarantined", expired + "the event would be quarantined (after-crash=quarantine).");
            }
            return attempt(record, expired + "the handler would take over");
        }
        String now = "In flight" + on(record) + since(record) + ": ";
        if (policy.observe()) {
            return Forecast.suppressed("waits", now + "it would " + beside()).observedAs("observed-in-flight");
        }
        return Forecast.suppressed(switch (policy.onInFlight()) {
            case WAIT -> "waits";
            case SKIP -> "in-flight-skipped";
            default -> "in-flight-rejected";
        }, now + "it would " + beside());
    }

    private String beside() {
        return policy.onInFlight() == OnInFlight.SKIP ? "be skipped."
                : policy.onInFlight() != OnInFlight.WAIT ? "be refused with EventInFlightException."
                        : policy.patient() ? "wait until that delivery ends."
                                : "wait up to " + Spans.of(policy.waitTimeoutMillis()) + ".";
    }

    private static String on(IdempotencyRecord record) {
        return record.node() == null ? "" : " on " + record.node();
    }

    /** By the clock of the process that wrote it. */
    private static String since(IdempotencyRecord record) {
        Long started = Spans.millis(record.startedAt());
        long since = started == null ? -1 : System.currentTimeMillis() - started;
        return since < 0 ? "" : " for " + Spans.of(since);
    }

    private static String times(int attempts) {
        return attempts == 1 ? "once" : attempts + " times";
    }
}
