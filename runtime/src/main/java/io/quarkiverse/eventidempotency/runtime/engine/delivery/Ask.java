package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.StoreException;

/** One question to the store for a claim. The question of a consumer is under way until its answer is held. */
final class Ask extends StoreReply<ClaimReply> {

    private final Claiming<?> claiming;

    Ask(Claiming<?> claiming) {
        this.claiming = claiming;
    }

    void send() {
        if (claiming.policy().patient()) {
            claiming.engine().drain().asks();
        }
        of(claiming.engine().store().claim(claiming.request()));
    }

    @Override
    public void onReply(ClaimReply reply) {
        try {
            claiming.answered(reply);
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
