package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.WaitingThreads;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ClaimLoop.Listener;

/** A claim that the calling thread waits for. */
final class BlockingClaim implements Listener {

    private final CompletableFuture<ClaimOutcome> decided = new CompletableFuture<>();
    private final Thread thread = Thread.currentThread();

    /** Whether the thread counts among those that wait for other deliveries. */
    private final AtomicBoolean counted = new AtomicBoolean();

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final String key;
    private final boolean letIn;
    private final ClaimLoop loop;

    BlockingClaim(IdempotencyEngine engine, GuardPolicy policy, EventIdentity event, String key,
            @Nullable RunningBody enclosing, @Nullable OuterWork outer, boolean letIn) {
        this.engine = engine;
        this.policy = policy;
        this.key = key;
        this.letIn = letIn;
        this.loop = new ClaimLoop(engine, policy, event, key, enclosing, outer, true, this);
    }

    /**
     * Claims the key.
     *
     * @throws Exception what the delivery is refused with; a {@link CancellationException} when it is cancelled, or the thread
     *         is interrupted, which stays so: a claim that is acquired all the same is given back; a {@link DeliveryStopped}
     *         when the engine is closed while a consumer's message waits
     */
    ClaimOutcome await() throws Exception {
        loop.start();
        try {
            return decided.get();
        } catch (InterruptedException e) {
            cancel();
            giveBack(decided);
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException(
                    "Interrupted while claiming [" + engine.named(policy.scope(), key) + "]; the body has not run");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception reason ? reason : e;
        } finally {
            uncount();
        }
    }

    private void cancel() {
        loop.cancel();
        decided.cancel(false);
    }

    private static void giveBack(CompletableFuture<ClaimOutcome> decided) {
        if (!decided.isCancelled() && !decided.isCompletedExceptionally() && decided.getNow(null) instanceof HeldClaim held) {
            held.release();
        }
    }

    @Override
    public void claimed(ClaimOutcome outcome) {
        if (!decided.complete(outcome) && outcome instanceof HeldClaim held) {
            held.release();
        }
    }

    @Override
    public void refused(Throwable reason) {
        decided.completeExceptionally(reason);
    }

    @Override
    public void stopped(Throwable reason) {
        decided.completeExceptionally(letIn ? new DeliveryStopped(reason) : reason);
    }

    /** The threads of what is let in are bounded there. */
    @Override
    public boolean waitsForOwner() {
        if (letIn || WaitingThreads.isVirtual(thread)) {
            return true;
        }
        if (!engine.waitingThreads().hold()) {
            return false;
        }
        counted.set(true);
        if (decided.isDone()) { // interrupted meanwhile
            uncount();
        }
        return true;
    }

    private void uncount() {
        if (counted.getAndSet(false)) {
            engine.waitingThreads().release();
        }
    }
}
