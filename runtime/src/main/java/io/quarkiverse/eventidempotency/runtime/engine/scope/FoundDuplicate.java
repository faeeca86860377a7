package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Processing;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * An event that has been completed before, as code sees it that looks at the record by itself.
 *
 * @param <T> the type of the results
 */
final class FoundDuplicate<T extends @Nullable Object> implements Claim.Duplicate<T>, Processing<T> {

    private final Handler<T> handler;
    private final String key;
    private final RecordContent record;

    FoundDuplicate(Handler<T> handler, String key, RecordContent record) {
        this.handler = handler;
        this.key = key;
        this.record = record;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public IdempotencyRecord record() {
        return Objects.requireNonNull(record.record());
    }

    @Override
    public boolean isDuplicate() {
        return true;
    }

    @Override
    public @Nullable T cachedResult() {
        return handler.answers().stored(key, record);
    }

    @Override
    public IdempotencyContext context() {
        return new RunningBody(handler.policy(), key, null, RunningBody.here());
    }
}
