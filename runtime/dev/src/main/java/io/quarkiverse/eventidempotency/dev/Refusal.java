package io.quarkiverse.eventidempotency.dev;

import java.util.function.Supplier;

import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.smallrye.mutiny.Uni;

/**
 * Thrown when a caller asks for something that cannot be done: a payload is no JSON, a record is gone, the store is
 * unreachable.
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

    /**
     * {@return what a call of the records API returns, with a refusal in place of the exceptions whose messages say all: what
     * is wrong with an argument, and why the store does not answer, which is logged where its connection ends}
     */
    static <T> Uni<T> asked(Supplier<Uni<? extends T>> call) {
        return Uni.createFrom().deferred(call)
                .onFailure(e -> e instanceof IllegalArgumentException || e instanceof StoreUnavailableException)
                .transform(e -> e instanceof Refusal ? e : new Refusal(String.valueOf(e.getMessage())));
    }
}
