package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The turn of one message in the row of its consumer. Messages behind it may have their keys claimed already, and those before
 * it may wait for their completions to be stored. What is not overridden is for a row without either.
 */
public interface ConsumerTurn {

    /** {@return the claim that was asked for before the turn came; {@code null} for none} */
    default @Nullable AheadClaim ahead() {
        return null;
    }

    /**
     * The delivery waits for another owner or for the store. What is claimed for the messages behind it is given up. Called on
     * any thread, once or more often.
     */
    default void waits() {
    }

    /** {@return whether the result may be returned before its completion is stored} */
    default boolean settlesBehind() {
        return false;
    }

    /** The body has ended successfully. Its result is returned now, and its completion is on its way. */
    default void settling() {
    }

    /** The store has failed to confirm the completion at first. Called on any thread. */
    default void delayed() {
    }

    /**
     * The completion is stored, or lost to a newer owner. Called on any thread.
     *
     * @param unstored the reason for which it could not be stored; {@code null} when it could, or need not be
     */
    default void settled(@Nullable Throwable unstored) {
    }
}
