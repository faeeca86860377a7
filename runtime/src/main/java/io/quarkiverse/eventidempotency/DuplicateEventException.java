package io.quarkiverse.eventidempotency;

import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;

/**
 * An event that has been completed before, where {@code onDuplicate} is {@code FAIL}. The body has not run.
 */
public class DuplicateEventException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    private final transient IdempotencyRecord record;
    private final transient @Nullable Object cachedResult;

    /** Why the stored result cannot be read back; {@code null} when it can, or when none is stored. */
    private final @Nullable ResultUnavailableException unavailable;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     * @param record the record of the first run
     * @param cachedResult the result of the first run; {@code null} when that was {@code null}, or when none is stored
     * @param unavailable why the stored result cannot be read back; {@code null} when it can, or when none is stored
     */
    public DuplicateEventException(String message, @Nullable String scope, @Nullable String key, IdempotencyRecord record,
            @Nullable Object cachedResult, @Nullable ResultUnavailableException unavailable) {
        super(message, scope, key, unavailable);
        this.record = record;
        this.cachedResult = cachedResult;
        this.unavailable = unavailable;
    }

    /** {@return the record of the first run} */
    public IdempotencyRecord record() {
        return record;
    }

    /**
     * {@return the result of the first run, of the method's result type; {@code null} when that was {@code null}, or when no
     * result is stored}
     *
     * @throws ResultUnavailableException if the stored result can no longer be decoded into that type
     */
    public @Nullable Object cachedResult() {
        if (unavailable != null) {
            throw unavailable;
        }
        return cachedResult;
    }

    /**
     * The result of the first run.
     *
     * @param type the method's result type, or a supertype
     * @return the result; {@code null} when that was {@code null}, or when no result is stored
     * @throws ClassCastException if the result is of another type
     * @throws ResultUnavailableException if the stored result can no longer be decoded into the method's result type
     */
    public <T> @Nullable T cachedResult(Class<T> type) {
        @SuppressWarnings("unchecked") // of int and Integer there are only Integers
        Class<T> boxed = (Class<T>) MethodType.methodType(type).wrap().returnType();
        return boxed.cast(cachedResult());
    }
}
