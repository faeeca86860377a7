package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;

/**
 * A claim that this process holds, from the store's answer until it is settled, given back or abandoned. Its lease is
 * renewed in the meantime.
 */
public final class HeldClaim implements ClaimOutcome {

    private static final int MAX_ERROR_LENGTH = 4096;

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final ClaimRequest request;
    private final int attempt;
    private final long fence;
    private final @Nullable String firstSeenAt;
    private final long ttlMillis;

    /** Whether the body may still be running: neither settled nor left alone. */
    private volatile boolean open = true;

    /** When the last command was sent that the store confirmed: from then on the lease certainly runs. */
    private volatile long confirmedAt;

    /**
     * @param request the claim as it was sent
     * @param reply {@code ACQUIRED}
     * @param ttlMillis how long the event is remembered once it is completed, in milliseconds
     * @param confirmedAt the nanosecond at which it was sent
     */
    public HeldClaim(IdempotencyEngine engine, GuardPolicy policy, ClaimRequest request, long ttlMillis, ClaimReply reply,
            long confirmedAt) {
        this.engine = engine;
        this.policy = policy;
        this.request = request;
        this.attempt = reply.attempt();
        this.fence = reply.fence();
        this.firstSeenAt = reply.firstSeenAt();
        this.ttlMillis = ttlMillis;
        this.confirmedAt = confirmedAt;
    }

    public GuardPolicy policy() {
        return policy;
    }

    public String key() {
        return request.key();
    }

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

    public boolean isOpen() {
        return open;
    }

    public int attempt() {
        return attempt;
    }

    public long fence() {
        return fence;
    }

    /** The nanosecond from which on the lease is to be renewed. */
    public long renewalDue() {
        return confirmedAt + policy.leaseMillis() * 1_000_000 / 3;
    }

    /** The nanosecond at which the lease ends, if nothing is heard until then. */
    public long leaseEnd() {
        return confirmedAt + policy.leaseMillis() * 1_000_000;
    }

    public void confirmed(long sentAt) {
        confirmedAt = sentAt;
    }

    /** Stores the outcome; {@code result} is JSON, or {@code null} when there is none to store. */
    public void complete(@Nullable String result, Consumer<SettleReply> onReply, Consumer<Throwable> onFailure) {
        settle(Outcome.COMPLETE, attempt, ttlMillis, engine.clock().millis(), result, null, null, false, true, onReply,
                onFailure);
    }

    /** Stores a failure. Unless it is terminal, the event may run again. */
    public void fail(Throwable failure, Consumer<SettleReply> onReply, Consumer<Throwable> onFailure) {
        fail(message(failure), failure.getClass().getName(), !policy.terminal().test(failure), onReply, onFailure);
    }

    /** Stores a failure of which there is no exception. */
    public void fail(@Nullable String error, @Nullable String errorType, boolean retryable, Consumer<SettleReply> onReply,
            Consumer<Throwable> onFailure) {
        settle(Outcome.FAIL, attempt, request.holdMillis(), engine.clock().millis(), null, shortened(error), errorType,
                retryable, true, onReply, onFailure);
    }

    /** Gives the claim back, its body not having begun; the attempt does not count. */
    public void release() {
        release(reply -> {
        }, failure -> engine.listener().outcomeNotStored(policy, key(), failure));
    }

    public void release(Consumer<SettleReply> onReply, Consumer<Throwable> onFailure) {
        settle(Outcome.FAIL, attempt - 1, request.holdMillis(), -1, null, "Released before the body began", null, true, false,
                onReply, onFailure);
    }

    /** Lets the lease run out: nobody knows whether the body goes on. */
    public void abandon() {
        open = false;
        engine.leases().drop(this);
    }

    private void settle(Outcome outcome, int attempt, long ttlMillis, long endedAt, @Nullable String result,
            @Nullable String error, @Nullable String errorType, boolean retryable, boolean recreate,
            Consumer<SettleReply> onReply, Consumer<Throwable> onFailure) {
        open = false;
        new SettleLoop(engine, this,
                new SettleRequest(request, attempt, fence, firstSeenAt, outcome, ttlMillis, endedAt, result,
                        error, errorType, retryable, recreate),
                onReply, onFailure).send();
    }

    /** {@return whether this process may write the record again where there is none any more} */
    boolean isRemembered() {
        return engine.clock().nanoTime() - confirmedAt < request.holdMillis() * 1_000_000;
    }

    /** The failure is the user's, and so is what its message does. */
    private static @Nullable String message(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException e) {
            return "getMessage() failed with " + e.getClass().getName();
        }
    }

    private static @Nullable String shortened(@Nullable String message) {
        return message == null || message.length() <= MAX_ERROR_LENGTH ? message
                : message.substring(0, MAX_ERROR_LENGTH) + "…";
    }
}
