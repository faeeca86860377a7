package io.quarkiverse.eventidempotency.runtime.engine.records;

import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.KeyForm;

/**
 * What a decision on a record has to know of its scope.
 *
 * @param ttlMillis how long a completed event is remembered, in milliseconds
 * @param leaseMillis the lease of a record that has none, in milliseconds
 * @param holdMillis the time to live of a record that is not completed and has none, in milliseconds
 * @param keyForm the form of the scope's keys in the store
 */
public record RecordTerms(long ttlMillis, long leaseMillis, long holdMillis, KeyForm keyForm) {

    /** {@return those of a scope whose methods have a policy} */
    public static RecordTerms of(GuardPolicy policy) {
        return new RecordTerms(policy.ttlMillis(), policy.leaseMillis(), policy.holdMillis(policy.ttlMillis()),
                policy.keyForm());
    }

    /** {@return the longer of each of the times} */
    public RecordTerms longest(RecordTerms other) {
        return new RecordTerms(Math.max(ttlMillis, other.ttlMillis), Math.max(leaseMillis, other.leaseMillis),
                Math.max(holdMillis, other.holdMillis), keyForm);
    }

    /** {@return those of a scope that no method has} */
    public static RecordTerms of(long ttlMillis, long leaseMillis) {
        return new RecordTerms(ttlMillis, leaseMillis, Math.max(ttlMillis, 2 * leaseMillis), KeyForm.PLAIN);
    }
}
