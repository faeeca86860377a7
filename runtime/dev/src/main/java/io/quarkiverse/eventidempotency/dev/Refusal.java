package io.quarkiverse.eventidempotency.dev;

import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/**
 * Thrown when a caller asks for something that cannot be done, such as a payload that is no JSON, or a record that is gone.
 * <p>
 * The message is all that helps. The Dev UI logs each failure of a method together with its stack trace, so this exception has
 * none, and no cause.
 */
final class Refusal extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    Refusal(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** {@return what a call of the records API returns, with a refusal in place of its {@code IllegalArgumentException}} */
    static <T> Uni<T> asked(Supplier<Uni<? extends T>> call) {
        return Uni.createFrom().deferred(call).onFailure(IllegalArgumentException.class)
                .transform(e -> e instanceof Refusal ? e : new Refusal(String.valueOf(e.getMessage())));
    }
}
