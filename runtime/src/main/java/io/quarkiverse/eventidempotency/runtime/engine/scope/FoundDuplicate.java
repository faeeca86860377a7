package io.quarkiverse.eventidempotency.runtime.engine.scope;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Processing;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Answers;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;

/**
 * An event that has been completed before, as code sees it that looks at the record by itself.
 *
 * @param <T> the type of the results
 */
final class FoundDuplicate<T extends @Nullable Object> implements Claim.Duplicate<T>, Processing<T> {

    private final GuardPolicy policy;
    private final Answers<T> answers;
    private final String key;
    private final IdempotencyRecord record;

    FoundDuplicate(IdempotencyEngine engine, GuardPolicy policy, ResultMapping<T> results, String key,
            IdempotencyRecord record) {
        this.policy = policy;
        this.answers = new Answers<>(engine, policy, results);
        this.key = key;
        this.record = record;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public IdempotencyRecord record() {
        return record;
    }

    @Override
    public boolean isDuplicate() {
        return true;
    }

    @Override
    public @Nullable T cachedResult() {
        return answers.stored(key, record);
    }

    @Override
    public IdempotencyContext context() {
        return new RunningBody(policy, key, null, RunningBody.here());
    }
}
