package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;

/**
 * What is in force for the deliveries of one guarded method, or of one scope used from code.
 *
 * @param scope what its keys are unique within; {@code null} for none
 * @param keyPrefix what stands in front of a key in the store: prefix, scope and colon
 * @param generation what stands in front of each key, with a slash between the two; {@code null} for nothing
 * @param ttlMillis how long a completed event is remembered, in milliseconds
 * @param leaseMillis how long a claim holds without a sign of its owner, in milliseconds
 * @param waitTimeoutMillis how long to wait for another delivery, in milliseconds
 * @param patient whether to wait on after that
 * @param maxAttempts how many attempts an event has; 0 for no bound
 * @param storeRetryMillis how long to retry a step that the store does not confirm, in milliseconds
 * @param fenceStrict whether fences are always the store's own time, never a client's estimate of it
 * @param storeResult whether results are stored
 * @param resultNeeded whether a duplicate needs the stored result
 * @param observe whether nothing is skipped, waited for or refused: what would have been is logged and counted
 * @param terminal which failures of a body are an outcome, stored and not to be run again
 * @param method what is guarded, as messages name it
 * @param counters what counts its deliveries; those of one scope share them
 */
public record GuardPolicy(@Nullable String scope, String keyPrefix, @Nullable String generation, OnDuplicate onDuplicate,
        OnInFlight onInFlight, OnMissingKey onMissingKey, OnStoreFailure onStoreFailure, AfterCrash afterCrash, long ttlMillis,
        long leaseMillis, long waitTimeoutMillis, boolean patient, int maxAttempts, long storeRetryMillis, boolean fenceStrict,
        boolean storeResult, boolean resultNeeded, boolean observe, Predicate<Throwable> terminal, String method,
        DeliveryCounters counters) {

    /** How long a quarantined or exhausted event is held at least, in milliseconds: seven days. */
    private static final long QUARANTINE_RETENTION_MILLIS = 7L * 24 * 60 * 60 * 1000;

    /**
     * The time to live of a record that is not completed, in milliseconds. It outlives the lease, so that a takeover sees
     * the record, and a short {@code ttl} does not lift a quarantine.
     *
     * @param ttlMillis how long the event is remembered once it is completed
     */
    public long holdMillis(long ttlMillis) {
        long hold = Math.max(ttlMillis, 2 * leaseMillis);
        return afterCrash == AfterCrash.QUARANTINE || maxAttempts > 0 ? Math.max(hold, QUARANTINE_RETENTION_MILLIS) : hold;
    }

    /** {@return a builder of a policy of defaults} */
    public static Builder builder(@Nullable String scope, String keyPrefix, DeliveryCounters counters) {
        return new Builder(scope, keyPrefix, counters);
    }

    /** {@return a builder of a policy that differs from this one} */
    public Builder toBuilder() {
        Builder builder = new Builder(scope, keyPrefix, counters);
        builder.generation = generation;
        builder.onDuplicate = onDuplicate;
        builder.onInFlight = onInFlight;
        builder.onMissingKey = onMissingKey;
        builder.onStoreFailure = onStoreFailure;
        builder.afterCrash = afterCrash;
        builder.ttlMillis = ttlMillis;
        builder.leaseMillis = leaseMillis;
        builder.waitTimeoutMillis = waitTimeoutMillis;
        builder.patient = patient;
        builder.maxAttempts = maxAttempts;
        builder.storeRetryMillis = storeRetryMillis;
        builder.fenceStrict = fenceStrict;
        builder.storeResult = storeResult;
        builder.resultNeeded = resultNeeded;
        builder.observe = observe;
        builder.terminal = terminal;
        builder.method = method;
        return builder;
    }

    /** Puts a policy together. What is not said has the default of its attribute or property. */
    public static final class Builder {

        private final @Nullable String scope;
        private final String keyPrefix;
        private final DeliveryCounters counters;
        private @Nullable String generation;
        private OnDuplicate onDuplicate = OnDuplicate.REPLAY;
        private OnInFlight onInFlight = OnInFlight.WAIT;
        private OnMissingKey onMissingKey = OnMissingKey.FAIL;
        private OnStoreFailure onStoreFailure = OnStoreFailure.FAIL;
        private AfterCrash afterCrash = AfterCrash.RERUN;
        private long ttlMillis = 24L * 60 * 60 * 1000;
        private long leaseMillis = 20_000;
        private long waitTimeoutMillis = 30_000;
        private boolean patient;
        private int maxAttempts;
        private long storeRetryMillis = 20_000;
        private boolean fenceStrict;
        private boolean storeResult = true;
        private boolean resultNeeded = true;
        private boolean observe;
        private Predicate<Throwable> terminal = failure -> false;
        private String method = "";

        private Builder(@Nullable String scope, String keyPrefix, DeliveryCounters counters) {
            this.scope = scope;
            this.keyPrefix = keyPrefix;
            this.counters = counters;
        }

        public Builder generation(@Nullable String generation) {
            this.generation = generation;
            return this;
        }

        public Builder onDuplicate(OnDuplicate onDuplicate) {
            this.onDuplicate = onDuplicate;
            return this;
        }

        public Builder onInFlight(OnInFlight onInFlight) {
            this.onInFlight = onInFlight;
            return this;
        }

        public Builder onMissingKey(OnMissingKey onMissingKey) {
            this.onMissingKey = onMissingKey;
            return this;
        }

        public Builder onStoreFailure(OnStoreFailure onStoreFailure) {
            this.onStoreFailure = onStoreFailure;
            return this;
        }

        public Builder afterCrash(AfterCrash afterCrash) {
            this.afterCrash = afterCrash;
            return this;
        }

        public Builder ttlMillis(long ttlMillis) {
            this.ttlMillis = ttlMillis;
            return this;
        }

        public Builder leaseMillis(long leaseMillis) {
            this.leaseMillis = leaseMillis;
            return this;
        }

        public Builder waitTimeoutMillis(long waitTimeoutMillis) {
            this.waitTimeoutMillis = waitTimeoutMillis;
            return this;
        }

        public Builder patient(boolean patient) {
            this.patient = patient;
            return this;
        }

        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
            return this;
        }

        public Builder storeRetryMillis(long storeRetryMillis) {
            this.storeRetryMillis = storeRetryMillis;
            return this;
        }

        public Builder fenceStrict(boolean fenceStrict) {
            this.fenceStrict = fenceStrict;
            return this;
        }

        public Builder storeResult(boolean storeResult) {
            this.storeResult = storeResult;
            return this;
        }

        public Builder resultNeeded(boolean resultNeeded) {
            this.resultNeeded = resultNeeded;
            return this;
        }

        public Builder observe(boolean observe) {
            this.observe = observe;
            return this;
        }

        public Builder terminal(Predicate<Throwable> terminal) {
            this.terminal = terminal;
            return this;
        }

        public Builder method(String method) {
            this.method = method;
            return this;
        }

        public GuardPolicy build() {
            if (observe) { // fails nothing, and holds nothing up
                onMissingKey = OnMissingKey.PROCEED;
                onStoreFailure = OnStoreFailure.PROCEED;
                storeRetryMillis = 0;
            }
            return new GuardPolicy(scope, keyPrefix, generation, onDuplicate, onInFlight, onMissingKey, onStoreFailure,
                    afterCrash, ttlMillis, leaseMillis, waitTimeoutMillis, patient, maxAttempts, storeRetryMillis, fenceStrict,
                    storeResult, resultNeeded, observe, terminal, method, counters);
        }
    }
}
