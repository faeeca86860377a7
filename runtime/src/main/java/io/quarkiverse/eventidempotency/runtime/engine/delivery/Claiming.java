package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.quarkiverse.eventidempotency.spi.StoreException;

/**
 * One delivery's way to its claim.
 *
 * <pre>
 * start -- the body that it was called from holds the key --> Refused(NestedClaimException)
 *    |  \- in flight in this process, WAIT -----------+
 *    |                                                v
 *   ask --+-- ACQUIRED ---- confirmed in time? --yes--|--> HeldClaim
 *    ^    |                   no: renew first         |
 *    |    +-- IN_FLIGHT ---- SKIP --------------------|--> Skipped
 *    |    |                  FAIL, or out of time ----|--> Refused(EventInFlightException)
 *    |    |                  WAIT --------------------+
 *    |    |                                           |
 *    |    |                     OwnerWait: its turn --+--> answered by the settlement, or with another waiter: Found
 *    |    +-- SETTLED: new token ----------+    |
 *    |    +-- store failure, time left ----+ <--+
 *    |    +-- DUPLICATE, FAILED, REUSED, FOREIGN ---------> Found
 *    +-------------------------------------+
 * </pre>
 *
 * A delivery that is only observed is not refused and does not wait: its body runs, and its would-be outcome is reported.
 * Its steps follow one another, whatever thread each runs on; only {@link #cancel()} may come from outside.
 */
public final class Claiming {

    private final Handler<?> handler;
    private final EventIdentity event;
    private final @Nullable OuterWork outer;
    private final boolean renewed;
    private final ClaimListener listener;

    /** As it was sent last, or will be next. */
    private volatile ClaimRequest request;
    /** Whether the token may be in the store although no answer said so. */
    private volatile boolean doubtful;
    private long sentAt;
    /** Whether this token has taken over a claim: a repeated step does not say so. */
    private boolean takenOver;
    private @Nullable OwnerWait wait;
    private @Nullable StoreWait storeWait;
    private volatile boolean cancelled;
    private volatile @Nullable Runnable pauseEnd;

    /**
     * @param outer the work that it was called in; {@code null} for none
     * @param renewed whether the claim is renewed until it is settled
     * @param now the nanosecond at which the delivery began
     */
    public Claiming(Handler<?> handler, EventIdentity event, String key, @Nullable OuterWork outer, boolean renewed, long now,
            ClaimListener listener) {
        this.handler = handler;
        this.event = event;
        this.outer = outer;
        this.renewed = renewed;
        this.listener = listener;
        this.sentAt = now;
        this.request = handler.request(event, key, now);
    }

    /** @param enclosing the body that the delivery was called from, if any */
    public void start(@Nullable RunningBody enclosing) {
        RunningBody holder = enclosing == null ? null : enclosing.holderOf(request.storeKey());
        if (holder != null) {
            refused(refusals().nestedIn(holder.method()));
        } else if (mayWait() && engine().waitingClaims().isInFlight(request, sentAt)) {
            waitForOwner(policy().leaseMillis(), false);
        } else {
            ask(sentAt);
        }
    }

    private boolean mayWait() {
        return !policy().observe() && policy().onInFlight() == OnInFlight.WAIT;
    }

    /** Asks the store, unless the delivery has been cancelled or the engine closed. */
    void ask() {
        if (cancelled) {
            gaveUp();
        } else if (engine().delays().isClosed()) {
            gaveUp();
            stopped(null);
        } else {
            ask(engine().clock().nanoTime());
        }
    }

    void askAnew() {
        request = request.withOwner(engine().owners().next());
        takenOver = false;
        ask();
    }

    private void ask(long now) {
        StoreException known = policy().onStoreFailure() == OnStoreFailure.PROCEED
                ? engine().outage().known(policy().storeRetryMillis(), request.storeKey())
                : null;
        if (known != null) {
            failed(known);
            return;
        }
        sentAt = now;
        new Ask(this).send();
    }

    /** Stops asking. A claim that is acquired all the same is released. */
    public void cancel() {
        cancelled = true;
        Runnable end = pauseEnd;
        if (end != null) {
            end.run();
        }
    }

    /** The store may have the token. */
    void inDoubt() {
        doubtful = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void pauses(Runnable end) {
        pauseEnd = end;
    }

    /** Nothing is asked any more. */
    void gaveUp() {
        if (wait != null) {
            wait.leave();
        }
        if (doubtful) {
            new DoubtfulClaim(handler, request).release();
        }
    }

    void answered(ClaimReply reply) {
        engine().outage().replied();
        storeWait = null;
        doubtful = false;
        switch (reply.kind()) {
            case ACQUIRED -> acquired(reply);
            case IN_FLIGHT -> inFlight(reply.remainingMillis());
            case SETTLED -> askAnew();
            case DUPLICATE, FAILED, REUSED, FOREIGN -> {
                if (wait != null) {
                    engine().waitingClaims().answered(request, wait, reply);
                }
                found(reply);
            }
        }
    }

    private void acquired(ClaimReply reply) {
        HeldClaim claim = new HeldClaim(engine(), policy(), request, handler.ttlMillis(event), reply, sentAt);
        takenOver |= reply.takenOver();
        if (cancelled) {
            release(claim);
        } else if (engine().clock().nanoTime() - claim.renewalDue() > 0) {
            new FirstRenewal(this, claim).send();
        } else {
            held(claim);
        }
    }

    void release(HeldClaim claim) {
        if (wait != null) {
            wait.leave();
        }
        claim.release();
    }

    void held(HeldClaim claim) {
        claim.report(takenOver);
        if (renewed) {
            engine().leases().hold(claim);
        }
        if (wait != null) {
            wait.acquired();
        }
        listener.decided(claim);
    }

    void found(ClaimReply reply) {
        listener.decided(new FoundRecord(handler, request, reply));
    }

    private void inFlight(long remainingMillis) {
        if (mayWait()) {
            waitForOwner(remainingMillis, true);
        } else {
            listener.decided(refusals().besideOwner(remainingMillis));
        }
    }

    /** @param asked whether the store has just said that the key is in flight */
    void waitForOwner(long remainingMillis, boolean asked) {
        request = request.exactly();
        OwnerWait waiting = wait;
        OuterSettlement pending = pending();
        if (pending != null) {
            if (waiting != null) {
                waiting.leave();
            }
            refused(refusals().twiceInTransaction(pending.method()));
            return;
        }
        if (waiting == null) {
            wait = waiting = new OwnerWait(this);
            if (!listener.waitsForOwner()) {
                refused(refusals().tooManyWait(remainingMillis));
                return;
            }
            engine().met(policy(), request.key(), DeliveryIncident.WAIT);
        }
        waiting.pause(remainingMillis, asked);
    }

    /** {@return what holds the key until the work ends that this delivery is called in, too; {@code null} for nothing} */
    @Nullable
    OuterSettlement pending() {
        OuterSettlement pending = outer == null ? null : engine().pending(request.storeKey());
        return pending != null && pending.isOf(outer) ? pending : null;
    }

    /** The store has not replied; whether it has the token may be open. */
    void failed(Throwable failure) {
        StoreWait outage = storeWait;
        if (outage == null) {
            storeWait = outage = new StoreWait(this);
        }
        doubtful |= failure instanceof StoreException unconfirmed && unconfirmed.maybeApplied();
        if (wait != null) {
            wait.failed();
        }
        long delay = outage.delayAfter(failure);
        if (delay >= 0) {
            listener.waitsForStore();
            outage.pause(delay, failure);
            return;
        }
        gaveUp();
        if (cancelled) {
            return; // no one is to be notified
        } else if (failure instanceof StoreClosedException) {
            stopped(failure);
        } else if (policy().onStoreFailure() == OnStoreFailure.PROCEED) {
            engine().listener().unguarded(policy(), request.key(), failure);
            listener.decided(new ClaimOutcome.Unguarded());
        } else {
            refused(refusals().storeUnavailable(failure));
        }
    }

    void stopped(@Nullable Throwable cause) {
        IdempotencyException reason = refusals().applicationStops(cause);
        if (policy().observe()) {
            refused(reason);
        } else {
            listener.stopped(reason);
        }
    }

    void refused(IdempotencyException reason) {
        listener.decided(refusals().outcome(reason));
    }

    Refusals refusals() {
        return handler.refusals(request.key());
    }

    GuardPolicy policy() {
        return handler.policy();
    }

    IdempotencyEngine engine() {
        return handler.engine();
    }

    ClaimRequest request() {
        return request;
    }
}
