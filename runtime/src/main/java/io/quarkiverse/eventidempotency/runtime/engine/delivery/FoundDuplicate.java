package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Processing;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * An event that has been completed before, as code sees it that looks at the record by itself.
 *
 * @param <T> the type of the results
 */
public record FoundDuplicate<T extends @Nullable Object>(Answers<T> answers, String key, RecordContent content)
        implements
            Claim.Duplicate<T>,
            Processing<T> {

    @Override
    public IdempotencyRecord record() {
        return Objects.requireNonNull(content.record());
    }

    @Override
    public boolean isDuplicate() {
        return true;
    }

    @Override
    public @Nullable T cachedResult() {
        return answers.stored(key, content);
    }

    @Override
    public IdempotencyContext context() {
        return new RunningBody(answers.policy(), key, null, RunningBody.here());
    }
}
