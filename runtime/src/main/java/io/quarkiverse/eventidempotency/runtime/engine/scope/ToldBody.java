package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Processing;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * A body that is called for duplicates too, and told.
 *
 * @param <T> the type of the results
 * @param <R> what the body returns: a result, or a {@code Uni} of one
 */
record ToldBody<T extends @Nullable Object, R extends @Nullable Object>(ToldBody.Told<T, R> body,
        BiFunction<String, RecordContent, Processing<T>> duplicates) implements GuardedBody<R> {

    interface Told<T extends @Nullable Object, R extends @Nullable Object> {

        @Nullable
        R call(Processing<T> processing) throws Exception;
    }

    @Override
    public @Nullable R call() throws Exception {
        return body.call(new First<>(IdempotencyContext.current()));
    }

    @Override
    public GuardedBody<R> insteadFor(String key, RecordContent duplicate) {
        return () -> body.call(duplicates.apply(key, duplicate));
    }

    /** A delivery that is no duplicate. */
    private record First<T extends @Nullable Object>(IdempotencyContext context) implements Processing<T> {

        @Override
        public boolean isDuplicate() {
            return false;
        }

        @Override
        public @Nullable T cachedResult() {
            throw noDuplicate();
        }

        @Override
        public IdempotencyRecord record() {
            throw noDuplicate();
        }

        private static IllegalStateException noDuplicate() {
            return new IllegalStateException("The event has not been completed before: ask isDuplicate() first");
        }
    }
}
