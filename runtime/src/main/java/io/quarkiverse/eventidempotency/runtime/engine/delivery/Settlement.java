package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.Delay;
import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.runtime.engine.StoreRetry;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;

/**
 * The settlement of one claim: sent again, with the same token, until the store confirms it or {@code store-retry-timeout} is
 * over. The lease is renewed in the meantime.
 */
public final class Settlement {

    /** Receives a settlement that is over. */
    public interface Listener {

        /** Called once, on the thread of the store. */
        void settled(Settlement settlement);
    }

    private final HeldClaim claim;
    private final SettleRequest request;
    private final DeliveryOutcome stored;
    private final Listener listener;
    private @Nullable StoreRetry retry;
    private long begunAt;
    private boolean lost;
    private @Nullable Throwable unstored;

    /** @param stored the end of the delivery, once it is stored */
    Settlement(HeldClaim claim, SettleRequest request, DeliveryOutcome stored, Listener listener) {
        this.claim = claim;
        this.request = request;
        this.stored = stored;
        this.listener = listener;
    }

    /** @param now the nanosecond */
    void begin(long now) {
        begunAt = now;
        send(now);
    }

    private void send(long now) {
        new StoreReply<SettleReply>() {

            @Override
            public void onReply(SettleReply reply) {
                lost = reply == SettleReply.LOST || reply == SettleReply.FOREIGN || reply == SettleReply.GONE;
                over();
            }

            @Override
            public void onNoReply(Throwable failure) {
                failed(failure);
            }
        }.of(claim.engine().store().settle(claim.isRemembered(now) ? request : request.withoutRecreation()));
    }

    private void failed(Throwable failure) {
        StoreRetry tries = retry;
        if (tries == null) {
            retry = tries = new StoreRetry(claim.engine().clock(), claim.policy().storeRetryMillis(), begunAt);
        }
        long delay = tries.delayAfter(failure);
        if (delay < 0) {
            unstored = failure;
            over();
        } else {
            claim.engine().delays().begin(new Pause(), delay);
        }
    }

    private void over() {
        claim.engine().leases().drop(claim);
        try {
            listener.settled(this);
        } finally {
            if (claim.engine().waitingClaims().isAny()) {
                boolean completed = request.outcome() == Outcome.COMPLETE && !lost && unstored == null;
                claim.engine().waitingClaims().settled(claim.storeKey(),
                        completed ? ClaimReply.duplicate(RecordContent.of(request)) : null);
            }
        }
    }

    HeldClaim claim() {
        return claim;
    }

    /** {@return whether the claim was taken over, or its record replaced; the newer record stands} */
    public boolean lost() {
        return lost;
    }

    /** {@return the reason for which the outcome could not be stored; {@code null} when it could, or is lost} */
    public @Nullable Throwable unstored() {
        return unstored;
    }

    /**
     * Reports the end of the delivery.
     *
     * @param startedAt the nanosecond at which it began
     */
    public void report(long startedAt) {
        DeliveryOutcome outcome = stored;
        if (unstored != null) {
            claim.engine().listener().outcomeNotStored(claim.policy(), claim.key(), unstored);
            outcome = DeliveryOutcome.NOT_STORED;
        } else if (lost) {
            claim.engine().listener().leaseLost(claim.policy(), claim.key());
            outcome = DeliveryOutcome.LEASE_LOST;
        }
        claim.engine().ended(claim.policy(), claim.key(), outcome, claim.attempt(), startedAt);
    }

    private final class Pause extends Delay {

        @Override
        public void elapsed() {
            send(claim.engine().clock().nanoTime());
        }

        @Override
        public void closed() {
            unstored = new StoreClosedException("The application stops", true);
            over();
        }
    }
}
