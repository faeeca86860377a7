package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.Delay;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.runtime.engine.StoreRetry;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;

/**
 * One try at the settlement of one claim. Another one follows, with the same token, until the store confirms it or
 * {@code store-retry-timeout} is over. The lease is renewed in the meantime.
 */
public final class SettlementTry extends StoreReply<SettleReply> {

    /** Receives a settlement that is over, on the thread of the store. */
    interface Listener extends Consumer<SettlementTry> {

        /** The store has not confirmed it, and it is sent again. */
        default void delayed() {
        }
    }

    private final HeldClaim claim;
    private final SettleRequest request;
    private final Listener listener;
    private final long begunAt;
    /** The end of the delivery, as it is stored; or why it is not. */
    private DeliveryOutcome outcome;
    private @Nullable StoreRetry retry;
    private @Nullable Throwable unstored;

    /**
     * @param stored the end of the delivery, once it is stored
     * @param listener called once, on the thread of the store, when the settlement is over
     * @param begunAt the nanosecond of the first try
     */
    SettlementTry(HeldClaim claim, SettleRequest request, DeliveryOutcome stored, Listener listener,
            long begunAt) {
        this.claim = claim;
        this.request = request;
        this.outcome = stored;
        this.listener = listener;
        this.begunAt = begunAt;
    }

    /** @param now the nanosecond */
    void send(long now) {
        of(claim.engine().store().settle(claim.isRemembered(now) ? request : request.withoutRecreation()));
    }

    @Override
    public void onReply(SettleReply reply) {
        if (reply == SettleReply.LOST || reply == SettleReply.FOREIGN || reply == SettleReply.GONE) {
            outcome = DeliveryOutcome.LEASE_LOST;
        }
        over();
    }

    @Override
    public void onNoReply(Throwable failure) {
        StoreRetry tries = retry != null ? retry
                : new StoreRetry(claim.engine().clock(), claim.policy().storeRetryMillis(), begunAt);
        long delay = tries.delayAfter(failure);
        if (delay < 0) {
            notStored(failure);
        } else {
            listener.delayed();
            claim.engine().delays().begin(new Delay() {

                @Override
                public void elapsed() {
                    SettlementTry next = new SettlementTry(claim, request, outcome, listener, begunAt);
                    next.retry = tries;
                    next.send(claim.engine().clock().nanoTime());
                }

                @Override
                public void closed() {
                    notStored(new StoreClosedException("The application stops", true));
                }
            }, delay);
        }
    }

    private void notStored(Throwable reason) {
        outcome = DeliveryOutcome.NOT_STORED;
        unstored = reason;
        over();
    }

    private void over() {
        if (unstored == null && request.endedAt() >= 0) {
            claim.policy().counters().ended(DeliveryStep.SETTLEMENT, begunAt, claim.engine().clock());
        }
        claim.engine().leases().drop(claim);
        try {
            listener.accept(this);
        } finally {
            if (claim.engine().waitingClaims().isAny()) {
                claim.engine().waitingClaims().settled(claim.storeKey(),
                        outcome == DeliveryOutcome.COMPLETED ? ClaimReply.duplicate(request) : null);
            }
        }
    }

    HeldClaim claim() {
        return claim;
    }

    private @Nullable DeliveryFailure failure() {
        if (unstored != null) {
            return DeliveryFailure.of(unstored);
        }
        return request.outcome() == Outcome.FAIL ? new DeliveryFailure(request.errorType(), request.error()) : null;
    }

    /** {@return whether the claim was taken over, or its record replaced; the newer record stands} */
    boolean lost() {
        return outcome == DeliveryOutcome.LEASE_LOST;
    }

    /** {@return the reason for which the outcome could not be stored; {@code null} when it could, or is lost} */
    @Nullable
    Throwable unstored() {
        return unstored;
    }

    /**
     * Reports the end of the delivery.
     *
     * @param startedAt the nanosecond at which it began
     */
    void report(long startedAt) {
        if (unstored != null) {
            claim.engine().listener().outcomeNotStored(claim.policy(), claim.key(), unstored);
        } else if (lost()) {
            claim.engine().listener().leaseLost(claim.policy(), claim.key());
        }
        claim.engine().ended(claim.policy(), claim.key(), claim.request().eventId(), claim.request().trace(), outcome,
                claim.attempt(), startedAt, failure());
    }
}
