package io.quarkiverse.eventidempotency.runtime.engine.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The messages of one window whose completions are in flight. They are settled in their order, and each after its completion
 * is stored.
 * <p>
 * Its state belongs to the thread of the window, where its methods are called unless they say that any thread will do.
 *
 * @param <M> the messages' type
 */
final class CompletionsBehind<M> {

    /** In their order. */
    private final Queue<WindowTurn<M>> unsettled = new ConcurrentLinkedQueue<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final List<CompletableFuture<@Nullable Void>> drained = new ArrayList<>();
    private volatile boolean drains;
    /** Whether a completion is sent again: one that is sent after it could be stored before it. */
    private boolean delayed;

    /** Adds a message. Called on the thread of its body, before the next message is demanded. */
    void add(WindowTurn<M> turn) {
        unsettled.add(turn);
        outstanding.incrementAndGet();
    }

    int outstanding() {
        return outstanding.get();
    }

    void delayed() {
        delayed = outstanding.get() > 0;
    }

    boolean isDelayed() {
        return delayed;
    }

    /** Settles the messages whose completions, and those before them, are in flight no more. */
    void settle() {
        for (WindowTurn<M> first = unsettled.peek(); first != null && first.isEnded(); first = unsettled.peek()) {
            unsettled.remove();
            first.settle();
            if (outstanding.decrementAndGet() == 0) {
                delayed = false;
                drains = false;
                drained.forEach(drain -> drain.complete(null));
                drained.clear();
            }
        }
    }

    /** Completes a future once no completion is in flight. */
    void drain(CompletableFuture<@Nullable Void> drain) {
        drains = true;
        settle();
        if (outstanding.get() == 0) {
            drains = false;
            drain.complete(null);
        } else {
            drained.add(drain);
        }
    }

    /** {@return whether something waits for the last completion. Called on any thread.} */
    boolean isDraining() {
        return drains;
    }
}
