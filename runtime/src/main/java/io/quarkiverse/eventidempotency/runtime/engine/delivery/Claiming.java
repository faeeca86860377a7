package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.engine.Delay;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.Takeover;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/**
 * The first half of a delivery: its way to its claim.
 *
 * <pre>
 * claim -- the body that it was called from holds the key --> a NestedClaimException
 *    |  \- in flight in this process, WAIT -----------+
 *    |                                                v
 *   ask --+-- ACQUIRED ---- confirmed in time? --yes--|--> the HeldClaim
 *    ^    |                   no: renew first         |
 *    |    +-- IN_FLIGHT ---- SKIP --------------------|--> IN_FLIGHT_SKIPPED
 *    |    |                  FAIL, or out of time ----|--> an EventInFlightException
 *    |    |                  WAIT --------------------+
 *    |    |                                           |
 *    |    |                     OwnerWait: its turn --+--> answered by the settlement, or with another waiter
 *    |    +-- SETTLED: new token ----------+    |
 *    |    +-- store failure, time left ----+ <--+
 *    |    +-- DUPLICATE, FAILED, REUSED, FOREIGN ---------> the ClaimReply, read where the delivery continues
 *    +-------------------------------------+
 * </pre>
 *
 * The decision {@linkplain #arrived arrives} once: a claim, a reply, the reason for a refusal, or the outcome of a delivery
 * that is skipped or whose body runs unguarded. A held claim that is no longer wanted is released. A delivery that is only
 * observed is not refused and does not wait: its body runs, and its would-be outcome is reported. The steps follow one
 * another, whatever thread each runs on; only {@link #endPause()} may come from outside.
 *
 * @param <T> the result's type
 */
abstract class Claiming<T extends @Nullable Object> extends NextStep {

    final Handler<T> handler;
    final EventIdentity event;
    final long startedAt;
    /** The work that the delivery was called in; {@code null} for none. */
    @Nullable
    OuterWork outer;

    /** As it was sent last, or will be next. */
    @SuppressWarnings("NullAway.Init") // set before anything is asked
    private volatile ClaimRequest request;
    /** Whether the token may be in the store although no answer said so. */
    private volatile boolean doubtful;
    /** The claim that this token has taken over: the reply to a repeated step does not contain it. */
    private @Nullable Takeover takeover;
    private @Nullable OwnerWait wait;
    private @Nullable StoreWait storeWait;
    private volatile @Nullable Delay pause;

    Claiming(Handler<T> handler, EventIdentity event) {
        this.handler = handler;
        this.event = event;
        this.startedAt = engine().clock().nanoTime();
    }

    /**
     * Claims the key.
     *
     * @param enclosing the body that the delivery was called from, if any
     */
    final void claim(String key, @Nullable RunningBody enclosing, @Nullable AheadClaim ahead) {
        Object known = ahead == null ? AheadClaim.OVER : ahead.take(event);
        request = ahead == null || known == AheadClaim.OVER ? handler.request(event, key, startedAt, trace()) : ahead.request();
        doubtful = known == AheadClaim.DOUBTFUL;
        RunningBody holder = enclosing == null ? null : enclosing.holderOf(request.storeKey());
        if (holder != null) {
            if (known instanceof HeldClaim claim) {
                claim.release();
            }
            refused(refusals().nestedIn(holder.method()));
        } else if (known instanceof HeldClaim claim) {
            acquired(claim);
        } else if (known instanceof ClaimReply duplicate) {
            arrived(duplicate);
        } else if (mayWait() && engine().waitingClaims().isInFlight(request, startedAt)) {
            waitForOwner(policy().leaseMillis(), false);
        } else {
            new Ask(this, startedAt).send();
        }
    }

    /** {@return the span that the delivery runs in; {@code null} for none} */
    @Nullable
    TraceContext trace() {
        return engine().options().traces().current();
    }

    /** {@return whether the claim is renewed until it is settled} */
    abstract boolean renews();

    /** {@return whether the delivery is no longer wanted} */
    abstract boolean isCancelled();

    /**
     * The delivery has to wait for another one.
     *
     * @return whether it may; if not, it is refused
     */
    boolean waitsForOwner() {
        return true;
    }

    /** The delivery has to wait for the store. */
    void waitsForStore() {
    }

    /** The delivery ends without its body, since the engine or its store is closed. */
    abstract void stopped(Throwable reason);

    private boolean mayWait() {
        return !policy().observe() && policy().onInFlight() == OnInFlight.WAIT;
    }

    /** Asks the store, unless the delivery has been cancelled or the engine closed. */
    void ask() {
        if (isCancelled()) {
            gaveUp();
        } else if (engine().delays().isClosed()) {
            closed(null);
        } else {
            new Ask(this, engine().clock().nanoTime()).send();
        }
    }

    void askAnew() {
        request = request.withToken(new OwnerToken(engine().owners()));
        takeover = null;
        ask();
    }

    /** Stops asking, the delivery being cancelled. A claim that is acquired all the same is released. */
    final void endPause() {
        Delay current = pause;
        if (current != null && engine().delays().end(current)) {
            gaveUp();
        }
    }

    void pause(Delay next, long millis) {
        pause = next;
        engine().delays().begin(next, millis);
        if (isCancelled()) {
            endPause(); // before there was a pause to end
        }
    }

    /** Nothing is asked any more. */
    void gaveUp() {
        if (wait != null) {
            wait.leave();
        }
        if (doubtful) {
            new DoubtfulClaim(handler, event, request).release();
        }
    }

    void answered(ClaimReply reply, long sentAt) {
        engine().outage().replied(reply);
        storeWait = null;
        doubtful = false;
        switch (reply.kind()) {
            case ACQUIRED -> acquired(new HeldClaim(handler, event, request, reply, sentAt));
            case IN_FLIGHT -> {
                if (mayWait()) {
                    waitForOwner(reply.remainingMillis(), true);
                } else {
                    arrived(refusals().besideOwner(reply.remainingMillis()));
                }
            }
            case SETTLED -> askAnew();
            case DUPLICATE, FAILED, REUSED, FOREIGN -> {
                if (wait != null) {
                    wait.answeredFor(request, reply);
                }
                arrived(reply);
            }
        }
    }

    private void acquired(HeldClaim claim) {
        takeover = claim.takeover() == null ? takeover : claim.takeover();
        if (isCancelled()) {
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
        claim.report(takeover);
        if (renews()) {
            engine().leases().hold(claim);
        }
        if (wait != null) {
            wait.acquired();
            wait = null;
        }
        arrived(claim);
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
            engine().leases().giveUpAhead(request.storeKey());
            if (!waitsForOwner()) {
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

    /** @param inDoubt whether the store may have the token */
    void failed(Throwable failure, boolean inDoubt) {
        doubtful |= inDoubt;
        if (wait != null) {
            wait.failed();
        }
        StoreWait outage = storeWait;
        if (outage == null) {
            storeWait = outage = new StoreWait(this);
        }
        outage.failed(failure);
    }

    /** The engine or its store is closed. */
    void closed(@Nullable Throwable cause) {
        gaveUp();
        if (!isCancelled()) {
            IdempotencyException reason = refusals().applicationStops(cause);
            if (policy().observe()) {
                refused(reason);
            } else {
                stopped(reason);
            }
        }
    }

    void refused(IdempotencyException reason) {
        arrived(refusals().outcome(reason));
    }

    final Refusals refusals() {
        return new Refusals(engine(), policy(), request.key());
    }

    final GuardPolicy policy() {
        return handler.policy();
    }

    final IdempotencyEngine engine() {
        return handler.engine();
    }

    final ClaimRequest request() {
        return request;
    }

    /** {@return the key as it stands in the store; {@code null} for an event without one} */
    @SuppressWarnings("NullAway") // before it is set
    final @Nullable String key() {
        ClaimRequest known = request;
        return known == null ? null : known.key();
    }
}
