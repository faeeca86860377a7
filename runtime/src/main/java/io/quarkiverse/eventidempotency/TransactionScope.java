package io.quarkiverse.eventidempotency;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;

/**
 * A scope whose records are rows of one open transaction, of a reactive SQL client. {@link IdempotencyScope#in} returns it.
 * <p>
 * A record commits with the changes that the body makes in the transaction, or not at all. So these changes happen exactly once
 * for each key, as long as its record lives. Effects elsewhere, such as a mail or a message, are at-least-once.
 * <ol>
 * <li>The key is claimed by the insert of its row. A delivery in another transaction that has inserted the row already is
 * waited for, up to {@link IdempotencyScope#withWaitTimeout}; with {@link OnInFlight#FAIL} it is not.</li>
 * <li>Where a committed row is there that has not expired, the body is not called, and the stored result is the answer.</li>
 * <li>Where the body fails, the row is removed, so that a caller may recover and commit. Where the transaction is rolled back,
 * the row is gone with it. The next delivery runs the body again in both cases.</li>
 * <li>A cancellation before the body has ended makes sure that the transaction does not commit.</li>
 * </ol>
 * The transaction is begun and ended by the caller, and only there: nothing here commits it.
 *
 * @param <T> the type of the results
 */
public interface TransactionScope<T extends @Nullable Object> {

    /**
     * Runs a body once for each key, in the transaction. Nothing blocks.
     *
     * @param key the idempotency key; when it is {@code null} or empty, see {@link OnMissingKey}
     * @param body called once the key is claimed, on the Vert.x context of the subscriber; never for a duplicate
     * @return the body's item, or a duplicate's answer. Nothing happens before the subscription, and each subscription is one
     *         delivery. A failure of the body comes unchanged; for others see the subclasses of {@link IdempotencyException}.
     *         The transaction must be rolled back after them
     */
    @CheckReturnValue
    Uni<T> run(@Nullable String key, Supplier<Uni<T>> body);

    /** Runs a body once for each event, whose id and type are recorded. See {@link #run(String, Supplier)}. */
    @CheckReturnValue
    Uni<T> run(IdempotentEvent event, Supplier<Uni<T>> body);
}
