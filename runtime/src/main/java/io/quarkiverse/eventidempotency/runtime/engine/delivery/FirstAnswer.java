package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.WaitingThreads;

/**
 * The claim of a delivery on a thread that may be blocked. The thread waits for the first answer of the store alone. When the
 * delivery then has to wait, for another one or for the store, it goes on without the thread, and later on a worker.
 *
 * <pre>
 *   ASKED --claimed, refused--> on the calling thread
 *     |
 *     '--has to wait--> the thread leaves --claimed, refused--> on a worker
 * </pre>
 */
final class FirstAnswer implements ClaimLoop.Listener {

    private static final Runnable NOTHING = () -> {
    };

    private final UniDelivery<?> delivery;
    private final Caller caller;
    private final Thread thread = Thread.currentThread();
    private final CompletableFuture<Runnable> first = new CompletableFuture<>();
    private final CompletableFuture<Executor> worker = new CompletableFuture<>();

    FirstAnswer(UniDelivery<?> delivery, Caller caller) {
        this.delivery = delivery;
        this.caller = caller;
    }

    /**
     * Waits for the first answer, and does what follows from it.
     *
     * @throws InterruptedException if the thread is interrupted first
     */
    void await() throws InterruptedException {
        Runnable next;
        try {
            next = first.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nothing completes it so
        }
        if (next == NOTHING) {
            worker.complete(caller.worker());
        } else {
            next.run();
        }
    }

    /** Lets the thread leave, from another one. */
    void cancel() {
        first.complete(NOTHING);
    }

    /** Leaves, once the delivery is over: a claim that is acquired all the same is released. */
    void leave() {
        worker.complete(Runnable::run);
        if (!first.complete(NOTHING)) {
            first.getNow(NOTHING).run();
        }
    }

    @Override
    public boolean waitsForOwner() {
        waits();
        return true;
    }

    @Override
    public void waitsForStore() {
        waits();
    }

    /** A virtual thread is held by nothing that anybody else could need. */
    private void waits() {
        if (!WaitingThreads.isVirtual(thread)) {
            first.complete(NOTHING);
        }
    }

    @Override
    public void claimed(ClaimOutcome outcome) {
        run(() -> delivery.decided(outcome), failure -> {
            if (outcome instanceof HeldClaim held) {
                held.release();
            }
            delivery.refuse(failure);
        });
    }

    @Override
    public void refused(Throwable reason) {
        run(() -> delivery.refuse(reason), rejected -> delivery.refuse(reason));
    }

    @Override
    public void stopped(Throwable reason) {
        if (delivery.isOfConsumer()) {
            first.complete(NOTHING);
        } else {
            refused(reason);
        }
    }

    /** @param otherwise what is done where no worker takes the task, as when the application stops */
    private void run(Runnable task, Consumer<RejectedExecutionException> otherwise) {
        if (!first.complete(task)) {
            worker.thenAccept(executor -> {
                try {
                    executor.execute(task);
                } catch (RejectedExecutionException e) {
                    otherwise.accept(e);
                }
            });
        }
    }
}
