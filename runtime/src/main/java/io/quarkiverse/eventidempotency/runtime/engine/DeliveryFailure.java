package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

/**
 * The failure of one delivery, for people to read.
 *
 * @param type the class of the exception; {@code null} where there is none, as for a claim that code fails with a text
 * @param text its message; {@code null} when it has none
 */
public record DeliveryFailure(@Nullable String type, @Nullable String text) {

    public static DeliveryFailure of(Throwable failure) {
        return new DeliveryFailure(failure.getClass().getName(), message(failure));
    }

    /** The failure can be the application's own, and its {@code getMessage()} can throw. */
    private static @Nullable String message(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException e) {
            return "getMessage() failed with " + e.getClass().getName();
        }
    }
}
