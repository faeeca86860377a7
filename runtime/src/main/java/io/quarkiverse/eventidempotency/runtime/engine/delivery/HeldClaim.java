package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.Takeover;

/**
 * A claim that this process holds, from the store's answer until it is settled, released or abandoned. Its lease is
 * renewed in the meantime.
 */
public final class HeldClaim implements HeldKey {

    private static final int MAX_ERROR_LENGTH = 4096;

    private final Handler<?> handler;
    private final EventIdentity event;
    private final ClaimRequest request;
    private final ClaimReply reply;

    /** Whether the body may still be running: neither settled nor left alone. */
    private volatile boolean open = true;

    /** When the last command was sent that the store confirmed: from then on the lease certainly runs. */
    private volatile long confirmedAt;
    private volatile @Nullable AheadClaim ahead;
    private volatile boolean givenUp;
    private boolean reported;

    /**
     * @param request the claim as it was sent
     * @param reply {@code ACQUIRED}
     * @param confirmedAt the nanosecond at which it was sent
     */
    public HeldClaim(Handler<?> handler, EventIdentity event, ClaimRequest request, ClaimReply reply, long confirmedAt) {
        this.handler = handler;
        this.event = event;
        this.request = request;
        this.reply = reply;
        this.confirmedAt = confirmedAt;
    }

    IdempotencyEngine engine() {
        return handler.engine();
    }

    public GuardPolicy policy() {
        return handler.policy();
    }

    public String key() {
        return request.key();
    }

    @Override
    public String storeKey() {
        return request.storeKey();
    }

    public String owner() {
        return request.owner();
    }

    /** {@return the time to live of the record while it is not completed, in milliseconds} */
    public long holdMillis() {
        return request.holdMillis();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Reports that the key is held, once. */
    void report(@Nullable Takeover takeover) {
        if (reported) {
            return;
        }
        reported = true;
        if (takeover != null) {
            engine().met(policy(), key(), DeliveryIncident.TAKEOVER);
        } else if (attempt() > 1) {
            engine().met(policy(), key(), DeliveryIncident.RETRY);
        }
        engine().listener().claimed(policy(), key(), request.eventId(), request.trace(), attempt(), takeover);
    }

    /** @param claim the claim that holds the key before the turn of its message; {@code null} once that has come */
    void heldAhead(@Nullable AheadClaim claim) {
        ahead = claim;
    }

    /** Gives the key up where it is held before the turn of its message: a delivery of this process waits for it. */
    public void giveUpAhead() {
        AheadClaim claim = ahead;
        if (claim != null) {
            claim.release();
        }
    }

    /** {@return whether it is being released: another claim that is sent now comes after that} */
    public boolean isGivenUp() {
        return givenUp;
    }

    /** {@return the claim that this one was taken from; {@code null} for none} */
    @Nullable
    Takeover takeover() {
        return reply.takeover();
    }

    ClaimRequest request() {
        return request;
    }

    @Override
    public int attempt() {
        return reply.attempt();
    }

    @Override
    public long fence() {
        return reply.fence();
    }

    /** The nanosecond from which on the lease is to be renewed. */
    public long renewalDue() {
        return confirmedAt + policy().leaseMillis() * 1_000_000 / 3;
    }

    /** The nanosecond at which the lease ends, if nothing is heard until then. */
    public long leaseEnd() {
        return confirmedAt + policy().leaseMillis() * 1_000_000;
    }

    public void confirmed(long sentAt) {
        confirmedAt = sentAt;
    }

    /** Stores the completion; {@code result} is JSON, or {@code null} when there is none to store. */
    void complete(@Nullable String result, SettlementTry.Listener listener) {
        settle(Outcome.COMPLETE, handler.ttlMillis(event), true, result, null, null, DeliveryOutcome.COMPLETED,
                listener);
    }

    /** Stores a failure. Unless it is terminal, the event may run again. */
    void fail(Throwable failure, SettlementTry.Listener listener) {
        DeliveryFailure stored = DeliveryFailure.of(failure);
        fail(stored.text(), stored.type(),
                policy().terminal().test(failure) ? DeliveryOutcome.FAILED_FOR_GOOD : DeliveryOutcome.FAILED, listener);
    }

    /**
     * Stores a failure of which there is no exception.
     *
     * @param outcome {@code FAILED} where the event may run again, or {@code FAILED_FOR_GOOD}
     */
    void fail(@Nullable String error, @Nullable String errorType, DeliveryOutcome outcome,
            SettlementTry.Listener listener) {
        settle(Outcome.FAIL, request.holdMillis(), true, null, shortened(error), errorType, outcome, listener);
    }

    /** Releases the claim, its body not having begun; the attempt does not count. */
    void release() {
        givenUp = true;
        release(settlement -> {
            if (settlement.unstored() != null) {
                engine().listener().outcomeNotStored(policy(), key(), settlement.unstored());
            }
        });
    }

    void release(SettlementTry.Listener listener) {
        settle(Outcome.FAIL, request.holdMillis(), false, null, "Released before the body began", null,
                DeliveryOutcome.CANCELLED, listener);
    }

    /** Lets the lease run out: nobody knows whether the body goes on. */
    void abandon() {
        open = false;
        engine().leases().lose(this);
    }

    /** @param began whether the body has begun, so that the record has an end and may be written again */
    private void settle(Outcome outcome, long keepMillis, boolean began, @Nullable String result, @Nullable String error,
            @Nullable String errorType, DeliveryOutcome stored, SettlementTry.Listener listener) {
        open = false;
        long now = engine().clock().nanoTime();
        long endedAt = began ? engine().wallTime().millisAt(now) : -1;
        new SettlementTry(this, new SettleRequest(request, reply, outcome, keepMillis, endedAt, result, error, errorType,
                stored != DeliveryOutcome.FAILED_FOR_GOOD, began), stored, listener, now).send(now);
    }

    /** {@return whether this process may write the record again where there is none any more} */
    boolean isRemembered(long now) {
        return now - confirmedAt < request.holdMillis() * 1_000_000;
    }

    /** {@return the fingerprint of its event; {@code null} for none} */
    public @Nullable String fingerprint() {
        return request.fingerprint();
    }

    /** {@return the message as it is stored} */
    public static @Nullable String shortened(@Nullable String message) {
        return message == null || message.length() <= MAX_ERROR_LENGTH ? message
                : message.substring(0, MAX_ERROR_LENGTH) + "…";
    }
}
