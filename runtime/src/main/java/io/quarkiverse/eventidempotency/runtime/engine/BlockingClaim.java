package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.quarkiverse.eventidempotency.runtime.engine.ClaimLoop.Listener;

/** A claim that the calling thread waits for. */
final class BlockingClaim implements Listener {

    private final CompletableFuture<ClaimOutcome> decided = new CompletableFuture<>();

    private BlockingClaim() {
    }

    /**
     * Claims a key.
     *
     * @throws Exception what the delivery is refused with; a {@link CancellationException} when the thread is interrupted,
     *         which stays so: a claim that is acquired all the same is given back
     */
    static ClaimOutcome await(IdempotencyEngine engine, GuardPolicy policy, EventIdentity event, String key) throws Exception {
        BlockingClaim claim = new BlockingClaim();
        ClaimLoop loop = new ClaimLoop(engine, policy, event, key, claim);
        loop.ask();
        try {
            return claim.decided.get();
        } catch (InterruptedException e) {
            loop.cancel();
            claim.decided.cancel(false);
            giveBack(claim.decided);
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException(
                    "Interrupted while claiming [" + engine.named(policy.scope(), key) + "]; the body has not run");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception reason ? reason : e;
        }
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
}
