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
 * @param keyForm the form of its keys in the store
 * @param ttlMillis how long a completed event is remembered, in milliseconds
 * @param leaseMillis how long a claim holds without a sign of its owner, in milliseconds
 * @param waitTimeoutMillis how long to wait for another delivery, in milliseconds
 * @param patient whether to wait on after that
 * @param maxAttempts how many attempts an event has; 0 for no bound
 * @param storeRetryMillis how long to retry a step that the store does not confirm, in milliseconds
 * @param fenceStrict whether fences are always the store's own time, never a client's estimate of it
 * @param storeResult whether results are stored
 * @param cacheMillis how long a completed record may stay in the near cache, in milliseconds; 0 for not at all
 * @param resultNeeded whether a duplicate needs the stored result
 * @param observe whether nothing is skipped, waited for or refused: what would have been is logged and counted
 * @param terminal which failures of a body are an outcome, stored and not to be run again
 * @param method what is guarded, as messages name it
 * @param counters what counts its deliveries; those of one scope share them
 * @param overrides the attributes that a source sets, from which the values above are taken
 */
public record GuardPolicy(@Nullable String scope, String keyPrefix, KeyForm keyForm, OnDuplicate onDuplicate,
        OnInFlight onInFlight, OnMissingKey onMissingKey, OnStoreFailure onStoreFailure, AfterCrash afterCrash, long ttlMillis,
        long leaseMillis, long waitTimeoutMillis, boolean patient, int maxAttempts, long storeRetryMillis, boolean fenceStrict,
        boolean storeResult, long cacheMillis, boolean resultNeeded, boolean observe, Predicate<Throwable> terminal,
        String method,
        DeliveryCounters counters, PolicyOverrides overrides) {

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

    public static Builder builder(@Nullable String scope, String keyPrefix, DeliveryCounters counters) {
        return new Builder(scope, keyPrefix, counters);
    }

    /** {@return a builder of a policy that differs from this one} */
    public Builder toBuilder() {
        return new Builder(scope, keyPrefix, counters).keyForm(keyForm).overrides(overrides).patient(patient)
                .resultNeeded(resultNeeded).terminal(terminal).method(method);
    }

    /** Builds a policy. An attribute that is not set has its default. */
    public static final class Builder {

        private final @Nullable String scope;
        private final String keyPrefix;
        private final DeliveryCounters counters;
        private KeyForm keyForm = KeyForm.PLAIN;
        private PolicyOverrides overrides = PolicyOverrides.NONE;
        private boolean patient;
        private boolean resultNeeded = true;
        private Predicate<Throwable> terminal = failure -> false;
        private String method = "";

        private Builder(@Nullable String scope, String keyPrefix, DeliveryCounters counters) {
            this.scope = scope;
            this.keyPrefix = keyPrefix;
            this.counters = counters;
        }

        public Builder keyForm(KeyForm keyForm) {
            this.keyForm = keyForm;
            return this;
        }

        /** Sets one attribute; {@code null} leaves it as it is. */
        public <T> Builder set(PolicyAttribute<T> attribute, @Nullable T value) {
            overrides = overrides.with(attribute, value);
            return this;
        }

        /** Sets all attributes that the overrides set. */
        public Builder overrides(PolicyOverrides overrides) {
            this.overrides = overrides.over(this.overrides);
            return this;
        }

        public Builder patient(boolean patient) {
            this.patient = patient;
            return this;
        }

        public Builder resultNeeded(boolean resultNeeded) {
            this.resultNeeded = resultNeeded;
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
            PolicyOverrides all = overrides.observedIfSo();
            return new GuardPolicy(scope, keyPrefix, keyForm, all.in(PolicyOverrides.ON_DUPLICATE),
                    all.in(PolicyOverrides.ON_IN_FLIGHT), all.in(PolicyOverrides.ON_MISSING_KEY),
                    all.in(PolicyOverrides.ON_STORE_FAILURE), all.in(PolicyOverrides.AFTER_CRASH),
                    all.in(PolicyOverrides.TTL).toMillis(), all.in(PolicyOverrides.LEASE).toMillis(),
                    all.in(PolicyOverrides.WAIT_TIMEOUT).toMillis(), patient, all.in(PolicyOverrides.MAX_ATTEMPTS),
                    all.in(PolicyOverrides.STORE_RETRY_TIMEOUT).toMillis(), all.in(PolicyOverrides.FENCE_STRICT),
                    all.in(PolicyOverrides.STORE_RESULT), all.in(PolicyOverrides.CACHE_MAX_AGE).toMillis(), resultNeeded,
                    all.in(PolicyOverrides.MODE) == GuardMode.OBSERVE,
                    terminal, method, counters, all);
        }
    }
}
