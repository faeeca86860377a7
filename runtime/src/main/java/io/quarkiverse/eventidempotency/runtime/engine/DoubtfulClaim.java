package io.quarkiverse.eventidempotency.runtime.engine;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;

/**
 * A claim that was given up while nobody knew whether the store had made it. Left alone it would hold its event for a lease;
 * so the store is asked, with the claim's own token, until it tells, and what it has made is given back.
 */
final class DoubtfulClaim {

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final ClaimRequest request;
    private final StoreRetry retry;

    DoubtfulClaim(IdempotencyEngine engine, GuardPolicy policy, ClaimRequest request) {
        this.engine = engine;
        this.policy = policy;
        this.request = request;
        // Longer than a lease it would not have held its event anyway.
        this.retry = new StoreRetry(engine.clock(), policy.leaseMillis());
    }

    /** Asks the store, from a little later on: it has just been away. */
    void giveBack(Throwable failure) {
        long delay = retry.delayAfter(failure);
        if (delay >= 0) {
            engine.clock().schedule(delay, this::ask);
        }
    }

    private void ask() {
        long sentAt = engine.clock().nanoTime();
        engine.store().claim(request).subscribe().with(reply -> answered(reply, sentAt), this::giveBack);
    }

    private void answered(ClaimReply reply, long sentAt) {
        if (reply.kind() == Kind.ACQUIRED) {
            new HeldClaim(engine, policy, request.key(), request.storeKey(), request.owner(), request.tail(),
                    reply.attempt(), reply.fence(), String.valueOf(reply.firstSeenAt()), sentAt).release();
        }
    }
}
