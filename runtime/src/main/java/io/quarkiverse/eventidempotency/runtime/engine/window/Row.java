package io.quarkiverse.eventidempotency.runtime.engine.window;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.AheadClaim;

/**
 * The row of messages around a window.
 *
 * @param <M> the messages' type
 */
public interface Row<M> {

    /** Runs a task on the window's thread: at once where that is this one. */
    void run(Runnable task);

    /** Runs a task on the window's thread, a few milliseconds later. Called on any thread. */
    void runLater(Runnable task);

    /** Asks the channel for more messages, which {@linkplain ClaimWindow#arrived arrive} one by one. */
    void ask(long number);

    /**
     * {@return the claim of a message, which is not asked for yet; {@code null} when it has none}
     *
     * @param decided called once it is decided, on any thread
     */
    @Nullable
    AheadClaim claim(WindowTurn<M> turn, Runnable decided);

    /**
     * {@return whether a message can be passed on; if not, {@link ClaimWindow#step} is called when it can}
     */
    boolean hasRoom();

    /** Passes on a message, whose turn has come. */
    void pass(WindowTurn<M> turn);

    /** The channel has ended, and all of its messages are passed on that are passed on at all. */
    void end();

    /** {@return the most messages to be claimed ahead; 0 for none} */
    int claimsAhead();

    /** {@return whether completions may be on their way while the next body runs. Called on any thread.} */
    boolean settlesBehind();

    /** The window has another size: so many keys are claimed ahead, and so many completions on their way, at most. */
    void resized(int size);

    /**
     * A message could not be settled, although its completion is in flight no more.
     *
     * @param rejected whether it was to be rejected: its event will run again, before those behind it
     */
    void notSettled(Throwable failure, boolean rejected);
}
