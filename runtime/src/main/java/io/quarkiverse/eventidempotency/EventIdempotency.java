package io.quarkiverse.eventidempotency;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * Makes code idempotent that is no method with {@link Idempotent @Idempotent}: a stage of a pipeline, a listener of a client
 * that knows no CDI, a part of a method.
 * <p>
 * Injectable, and safe to use from any thread:
 *
 * <pre>
 * {@code
 * IdempotencyScope<Receipt> payments = idempotency.scope("payments", Receipt.class).withTtl(Duration.ofDays(7));
 *
 * Uni<Receipt> receipt = payments.run(payment.id(), () -> provider.charge(payment));
 * }
 * </pre>
 *
 * It keeps the same records as {@code @Idempotent} does, by the same rules: a method and code that name the same scope exclude
 * each other and replay each other's results.
 */
public interface EventIdempotency {

    /**
     * A scope whose events have a result. Cheap enough for each event, but made to be kept.
     *
     * @param scope what keys are unique within, {@code [A-Za-z0-9_.-]+}, or {@link Idempotent#NO_SCOPE}
     * @param resultType what bodies return and duplicates get; {@code Void.class} for nothing
     * @throws IllegalArgumentException if the scope has other characters, or is {@code none}; or if results of the type would
     *         come back as another one, such as {@code Object}, a raw list, or a record with a member of type {@code Number}
     */
    <T> IdempotencyScope<T> scope(String scope, Class<T> resultType);

    /**
     * A scope whose events have a result of a generic type.
     *
     * @param resultType such as {@code new TypeLiteral<List<Receipt>>() {}.getType()}; nobody checks that it is {@code T}
     * @throws IllegalArgumentException if the scope has other characters, or is {@code none}; or if results of the type would
     *         come back as another one, such as {@code Object}, a raw list, or a record with a member of type {@code Number}
     */
    <T> IdempotencyScope<T> scope(String scope, Type resultType);

    /** A scope whose events have no result: {@link #scope(String, Class)} of {@code Void.class}. */
    default IdempotencyScope<Void> scope(String scope) {
        return scope(scope, Void.class);
    }

    /**
     * The key of an event: its {@linkplain IdempotentEvent#idempotencyKey() own}, or its {@linkplain IdempotentEvent#eventId()
     * id} when it names none; a blank one is none.
     *
     * @return {@code null} when the event has neither, so that its key is missing
     */
    static @Nullable String keyOf(IdempotentEvent event) {
        String key = event.idempotencyKey();
        if (key == null || key.isBlank()) {
            key = event.eventId();
        }
        return key == null || key.isBlank() ? null : key;
    }
}
