package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;

/** One question to the store for a claim. The question of a consumer is under way until its answer is held. */
final class Ask extends StoreReply<ClaimReply> {

    private final IdempotencyEngine engine;
    private final Claiming claiming;
    private final boolean ofConsumer;

    Ask(IdempotencyEngine engine, Claiming claiming, boolean ofConsumer) {
        this.engine = engine;
        this.claiming = claiming;
        this.ofConsumer = ofConsumer;
    }

    void send(ClaimRequest request) {
        if (ofConsumer) {
            engine.drain().asks();
        }
        of(engine.store().claim(request));
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
            claiming.failed(failure);
        } finally {
            over();
        }
    }

    private void over() {
        if (ofConsumer) {
            engine.drain().answered();
        }
    }
}
