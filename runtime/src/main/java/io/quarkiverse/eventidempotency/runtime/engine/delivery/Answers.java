package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.ResultUnavailableException;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * What one delivery answers where its body did not run or its outcome was not stored, and what of its result is stored.
 *
 * @param <T> the result's type
 */
public record Answers<T extends @Nullable Object>(IdempotencyEngine engine, GuardPolicy policy, ResultMapping<T> mapping) {

    /** {@return the key as it stands in the store; {@code null} when it is missing and the body is to run unguarded} */
    @Nullable
    public String key(EventIdentity event) {
        String key = event.key();
        if (key != null && !key.isEmpty()) {
            return policy.keyForm().stored(key);
        }
        if (event.unguardedOnPurpose()) {
            return null;
        }
        if (policy.onMissingKey() == OnMissingKey.FAIL) {
            NoKey reason = event.noKey();
            throw new MissingIdempotencyKeyException(reason != null ? reason.text().get()
                    : "The event has no idempotency key: the one that was given is null or empty ["
                            + engine.named(policy.scope(), null)
                            + "]. Give one, or call withOnMissingKey(OnMissingKey.PROCEED) on"
                            + " the scope to run such events unguarded.",
                    policy.scope(), null);
        }
        engine.listener().unguarded(policy, null, null);
        return null;
    }

    /** {@return the answer to a duplicate} */
    @Nullable
    public T duplicate(String key, RecordContent record) {
        if (policy.onDuplicate() == OnDuplicate.SKIP) {
            return mapping.empty();
        }
        if (policy.onDuplicate() == OnDuplicate.FAIL) {
            throw rejected(key, record);
        }
        if (record.result() == null && policy.resultNeeded()) {
            throw new ResultUnavailableException("The event has been completed before, but its result was not stored ["
                    + engine.named(policy.scope(), key) + "].", policy.scope(), key, null);
        }
        try {
            return stored(key, record);
        } catch (ResultUnavailableException e) {
            if (policy.resultNeeded()) {
                throw e;
            }
            return mapping.empty();
        }
    }

    /** It is a duplicate all the same where its result cannot be read back. */
    private DuplicateEventException rejected(String key, RecordContent record) {
        @Nullable
        T result = null;
        ResultUnavailableException unavailable = null;
        try {
            result = record.result() == null ? null : stored(key, record);
        } catch (ResultUnavailableException e) {
            unavailable = e;
        }
        return new DuplicateEventException("The event has been completed before [" + engine.named(policy.scope(), key) + "].",
                policy.scope(), key, Objects.requireNonNull(record.record()), result, unavailable);
    }

    /** {@return what a duplicate that was answered counts as} */
    public DeliveryOutcome duplicateOutcome() {
        return policy.onDuplicate() == OnDuplicate.SKIP ? DeliveryOutcome.DUPLICATE_SKIPPED : DeliveryOutcome.REPLAYED;
    }

    /** Notifies the mapping of a duplicate that has an answer. */
    public void answered() {
        if (policy.onDuplicate() == OnDuplicate.REPLAY) {
            mapping.replayed();
        }
    }

    /** {@return the stored result; nothing where none is stored} */
    @Nullable
    public T stored(String key, RecordContent record) {
        String result = record.result();
        try {
            return result == null ? mapping.empty() : mapping.decode(result);
        } catch (Exception e) {
            throw new ResultUnavailableException("The event has been completed before, but its stored result is no longer of "
                    + "the method's result type [" + engine.named(policy.scope(), key)
                    + "]. Keep result types readable over versions, or delete the record to run the event again.",
                    policy.scope(), key, e);
        }
    }

    /** {@return the result as JSON; {@code null} when it is not to be stored} */
    @Nullable
    public String encode(String key, @Nullable T result) {
        if (!policy.storeResult()) {
            return null;
        }
        boolean checked = engine.options().verifyResults() && policy.resultNeeded() && !policy.observe();
        String json;
        try {
            json = mapping.encode(result);
            if (engine.options().verifyResults() && !checked) { // where a failure fails nothing
                mapping.decode(json);
            }
        } catch (Exception e) {
            if (checked) {
                throw lost(key, result, "it cannot be written: " + firstLine(e));
            }
            engine.met(policy, key, DeliveryIncident.RESULT_NOT_STORED);
            engine.listener().resultNotStored(policy, key, e);
            return null;
        }
        if (checked) {
            check(key, result, json);
        }
        if (longerThan(json, engine.options().maxResultBytes())) {
            engine.met(policy, key, DeliveryIncident.RESULT_NOT_STORED);
            engine.listener().resultNotStored(policy, key, null);
            return null;
        }
        return json;
    }

    /** Seen on the first event in development, rather than on the first duplicate in production. */
    private void check(String key, @Nullable T result, String json) {
        String difference;
        try {
            difference = mapping.difference(result, json);
        } catch (Exception e) {
            throw lost(key, result, "it cannot be read back: " + firstLine(e));
        }
        if (difference != null) {
            throw lost(key, result, difference);
        }
    }

    private ResultLostException lost(String key, @Nullable T result, String what) {
        return new ResultLostException("A duplicate would not get the result of " + policy.method() + " as it is: " + what
                + ". Return a record of what a duplicate needs, let Jackson write and read all of it, or provide a bean of"
                + " ResultFormat. Checked in dev and test mode only. [type: "
                + (result == null ? "null" : result.getClass().getName()) + ", " + engine.named(policy.scope(), key) + "]");
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
    }

    /** {@return whether the result is returned although it could not be stored} */
    public boolean proceedsUnstored() {
        return policy.onStoreFailure() == OnStoreFailure.PROCEED;
    }

    public CompletionNotStoredException notStored(String key, Throwable cause) {
        return new CompletionNotStoredException("The body has run, but its completion could not be stored ["
                + engine.named(policy.scope(), key) + "]: the store did not confirm it for " + policy.storeRetryMillis()
                + " ms (store-retry-timeout). The event will run again.", policy.scope(), key, cause);
    }

    /** {@return whether a text has more bytes in UTF-8} */
    private static boolean longerThan(String text, long maxBytes) {
        if (text.length() * 3L <= maxBytes) {
            return false;
        }
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes > maxBytes;
    }

    /** Thrown in dev and test mode when a duplicate would not get a result as it is. Its message has all there is to know. */
    private static final class ResultLostException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        ResultLostException(String message) {
            super(message);
        }

        /** The stack is the engine's, and would hide the message. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
