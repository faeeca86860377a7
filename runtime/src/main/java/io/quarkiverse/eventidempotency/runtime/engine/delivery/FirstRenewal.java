package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.spi.RenewReply;

/** The renewal of a claim whose answer took so long that the lease may be nearly over, before its body starts. */
final class FirstRenewal extends StoreReply<RenewReply> {

    private final Claiming<?> claiming;
    private final HeldClaim claim;
    private final long sentAt;

    FirstRenewal(Claiming<?> claiming, HeldClaim claim) {
        this.claiming = claiming;
        this.claim = claim;
        this.sentAt = claiming.engine().clock().nanoTime();
    }

    void send() {
        claiming.engine().leases().drop(claim); // where it was claimed ahead
        of(claiming.engine().store().renew(claim.storeKey(), claim.owner(), claim.holdMillis()));
    }

    @Override
    public void onReply(RenewReply reply) {
        if (reply != RenewReply.OK) {
            claiming.askAnew();
        } else if (claiming.isCancelled()) {
            claiming.release(claim);
        } else {
            claim.confirmed(sentAt);
            claiming.held(claim);
        }
    }

    @Override
    public void onNoReply(Throwable failure) {
        if (claiming.isCancelled()) {
            claiming.release(claim);
        } else {
            claiming.failed(failure, true);
        }
    }
}
