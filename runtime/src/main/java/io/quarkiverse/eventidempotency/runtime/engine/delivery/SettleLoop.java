package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.function.Consumer;

import io.quarkiverse.eventidempotency.runtime.engine.Delay;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.runtime.engine.StoreRetry;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;

/**
 * The end of one claim on its way to the store: sent again, with the same token, until the store confirms it or
 * {@code store-retry-timeout} is over. The lease is renewed in the meantime.
 */
final class SettleLoop {

    private final IdempotencyEngine engine;
    private final HeldClaim claim;
    private final SettleRequest request;
    private final Consumer<SettleReply> onReply;
    private final Consumer<Throwable> onFailure;
    private final StoreRetry retry;

    SettleLoop(IdempotencyEngine engine, HeldClaim claim, SettleRequest request, Consumer<SettleReply> onReply,
            Consumer<Throwable> onFailure) {
        this.engine = engine;
        this.claim = claim;
        this.request = request;
        this.onReply = onReply;
        this.onFailure = onFailure;
        this.retry = new StoreRetry(engine.clock(), claim.policy().storeRetryMillis());
    }

    void send() {
        new StoreReply<SettleReply>() {

            @Override
            public void onReply(SettleReply reply) {
                engine.leases().drop(claim);
                try {
                    onReply.accept(reply);
                } finally {
                    engine.waitingClaims().settled(claim.storeKey(),
                            request.outcome() == Outcome.COMPLETE && !BlockingDelivery.lost(reply)
                                    ? RecordContent.of(request.record())
                                    : null);
                }
            }

            @Override
            public void onNoReply(Throwable failure) {
                failed(failure);
            }
        }.of(engine.store().settle(claim.isRemembered() ? request : request.withoutRecreation()));
    }

    private void failed(Throwable failure) {
        long delay = retry.delayAfter(failure);
        if (delay < 0) {
            notStored(failure);
        } else {
            engine.delays().begin(new Pause(), delay);
        }
    }

    private void notStored(Throwable failure) {
        engine.leases().drop(claim);
        onFailure.accept(failure);
    }

    private final class Pause extends Delay {

        @Override
        public void elapsed() {
            send();
        }

        @Override
        public void closed() {
            notStored(new StoreClosedException("The application stops", true));
        }
    }
}
