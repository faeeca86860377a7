package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.StoreException;

/** One question to the store for a claim. The question of a consumer is under way until its answer is held. */
final class Ask extends StoreReply<ClaimReply> {

    private final Claiming<?> claiming;
    private final long sentAt;

    /** @param now the nanosecond */
    Ask(Claiming<?> claiming, long now) {
        this.claiming = claiming;
        this.sentAt = now;
    }

    void send() {
        GuardPolicy policy = claiming.policy();
        StoreException known = policy.onStoreFailure() == OnStoreFailure.PROCEED
                ? claiming.engine().outage().known(policy.storeRetryMillis(), claiming.request().storeKey())
                : null;
        if (known != null) {
            claiming.failed(known, false);
            return;
        }
        if (policy.patient()) {
            claiming.engine().drain().asks();
        }
        of(claiming.engine().store().claim(claiming.request()));
    }

    @Override
    public void onReply(ClaimReply reply) {
        if (!reply.isRemembered()) {
            claiming.policy().counters().ended(DeliveryStep.CLAIM, sentAt, claiming.engine().clock());
        }
        try {
            claiming.answered(reply, sentAt);
        } finally {
            over();
        }
    }

    @Override
    public void onNoReply(Throwable failure) {
        try {
            claiming.failed(failure, failure instanceof StoreException unconfirmed && unconfirmed.maybeApplied());
        } finally {
            over();
        }
    }

    private void over() {
        if (claiming.policy().patient()) {
            claiming.engine().drain().answered();
        }
    }
}
