package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.runtime.engine.StoreRetry;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.RenewReply;

/**
 * A claim that was given up without knowing whether the store had taken it, or still would. Released in the background if
 * its token is found, so that the next delivery does not have to wait for its lease; after a lease there is nothing left to
 * release.
 *
 * @param request as it was sent, with the token that may be found
 */
record DoubtfulClaim(Handler<?> handler, EventIdentity event, ClaimRequest request, StoreRetry retry) {

    DoubtfulClaim(Handler<?> handler, EventIdentity event, ClaimRequest request) {
        this(handler, event, request, new StoreRetry(handler.engine().clock(), handler.policy().leaseMillis(),
                handler.engine().clock().nanoTime()));
    }

    /** Only asks for the token at first: claiming again would take what was never taken. */
    void release() {
        new StoreReply<RenewReply>() {

            @Override
            public void onReply(RenewReply reply) {
                if (reply == RenewReply.OK) {
                    claimAgain();
                }
            }

            @Override
            public void onNoReply(Throwable failure) {
                retry(failure);
            }
        }.of(handler.engine().store().renew(request.storeKey(), request.owner(), request.holdMillis()));
    }

    private void claimAgain() {
        long sentAt = handler.engine().clock().nanoTime();
        new StoreReply<ClaimReply>() {

            @Override
            public void onReply(ClaimReply reply) {
                if (reply.kind() == ClaimReply.Kind.ACQUIRED) {
                    new HeldClaim(handler, event, request, reply, sentAt).release();
                }
            }

            @Override
            public void onNoReply(Throwable failure) {
                retry(failure);
            }
        }.of(handler.engine().store().claim(request));
    }

    private void retry(Throwable failure) {
        long delay = retry.delayAfter(failure);
        if (delay >= 0) {
            handler.engine().clock().schedule(delay, this::release);
        }
    }
}
