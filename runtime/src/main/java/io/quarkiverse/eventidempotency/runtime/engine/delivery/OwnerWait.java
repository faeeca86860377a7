package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.Backoff;
import io.quarkiverse.eventidempotency.runtime.engine.Delay;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.WaitingClaims;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;

/**
 * One claim's wait for the owner of its key. Only the waiter whose turn it is asks the store; the others are woken by its
 * answer, or by the settlement of an owner in this process. A wait consists of pauses, none longer than the patience of the
 * delivery.
 */
final class OwnerWait implements WaitingClaims.Waiter {

    private static final long FIRST_WAIT_MILLIS = 20;
    private static final long MAX_WAIT_MILLIS = 1_000;
    private static final long MIN_WARNING_INTERVAL_MILLIS = 1_000;

    /** News: ask the store. */
    private static final Object TURN = new Object();
    /** News: check again whether the delivery may wait. */
    private static final Object RECHECK = new Object();

    private final IdempotencyEngine engine;
    private final Claiming<?> claiming;
    private final long since;
    private long warnedAt;
    private long remainingMillis;
    private boolean polls;
    private @Nullable Backoff intervals;

    /** {@link #TURN}, {@link #RECHECK}, or the reply that answers the delivery; {@code null} while there is none. */
    private final AtomicReference<@Nullable Object> news = new AtomicReference<>();
    private volatile @Nullable Pause pause;
    private final AtomicBoolean reported = new AtomicBoolean();

    OwnerWait(Claiming<?> claiming) {
        this.engine = claiming.engine();
        this.claiming = claiming;
        this.since = engine.clock().nanoTime();
        this.warnedAt = since;
    }

    /**
     * @param remaining how long the owner's lease still runs, in milliseconds
     * @param asked whether the store has just said so
     */
    void pause(long remaining, boolean asked) {
        remainingMillis = remaining;
        if (news.get() != null) {
            act();
            return;
        }
        long now = engine.clock().nanoTime();
        long patience = claiming.policy().patient()
                ? Math.max(MIN_WARNING_INTERVAL_MILLIS, claiming.policy().waitTimeoutMillis())
                : claiming.policy().waitTimeoutMillis();
        long left = patience - (now - warnedAt) / 1_000_000;
        if (left <= 0) {
            long waited = (now - since) / 1_000_000;
            if (!claiming.policy().patient()) {
                leave();
                claiming.refused(claiming.refusals().inFlight(remaining, waited));
                return;
            }
            engine.listener().waitsOn(claiming.policy(), claiming.request().key(), waited);
            warnedAt = now;
            left = patience;
        }
        if (!engine.waitingClaims().enter(claiming.request().storeKey(), this, now)) {
            if (claiming.pending() != null) {
                recheck(); // it was not in the line yet when that began
            }
            begin(false, Math.min(engine.leases().leaseMillis(claiming.request().storeKey(), now), left));
        } else if (asked) {
            begin(true, Math.min(Math.min(interval(), remaining + 1), left));
        } else {
            claiming.ask();
        }
    }

    /** A lease of which n milliseconds are left has ended after n + 1 of them for certain. */
    private long interval() {
        Backoff known = intervals;
        if (known == null) {
            intervals = known = new Backoff(engine.clock(), FIRST_WAIT_MILLIS, MAX_WAIT_MILLIS);
        }
        return known.next();
    }

    private void begin(boolean polling, long millis) {
        polls = polling;
        Pause next = new Pause();
        pause = next;
        claiming.pause(next, millis);
        if (news.get() != null && engine.delays().end(next)) {
            act(); // before there was a pause to end
        }
    }

    private void act() {
        Object what = news.getAndSet(null);
        if (what instanceof ClaimReply reply) {
            leave();
            claiming.arrived(reply);
        } else if (what == TURN) {
            claiming.ask();
        } else {
            claiming.waitForOwner(remainingMillis, false);
        }
    }

    @Override
    public void turn() {
        arrived(TURN);
    }

    @Override
    public void answered(ClaimReply reply) {
        arrived(reply);
    }

    @Override
    public void recheck() {
        if (news.compareAndSet(null, RECHECK)) {
            wake();
        }
    }

    private void arrived(Object what) {
        news.set(what);
        wake();
    }

    private void wake() {
        Pause current = pause;
        if (current != null && engine.delays().end(current)) {
            act();
        }
    }

    @Override
    public @Nullable String fingerprint() {
        return claiming.request().fingerprint();
    }

    /** The store has answered the claim, and other deliveries of this process with it. */
    void answeredFor(ClaimRequest request, ClaimReply reply) {
        over();
        engine.waitingClaims().answered(request, this, reply);
    }

    void acquired() {
        over();
        engine.waitingClaims().acquired(claiming.request().storeKey(), this);
    }

    void failed() {
        engine.waitingClaims().failed(claiming.request().storeKey(), this);
    }

    void leave() {
        over();
        engine.waitingClaims().leave(claiming.request().storeKey(), this);
    }

    /** The wait has ended; reported once. */
    private void over() {
        if (reported.compareAndSet(false, true)) {
            long nanos = engine.clock().nanoTime() - since;
            claiming.policy().counters().took(DeliveryStep.WAIT, nanos);
            engine.listener().waited(claiming.policy(), claiming.request().key(), nanos);
        }
    }

    private final class Pause extends Delay {

        @Override
        public void elapsed() {
            if (polls && news.get() == null) {
                claiming.ask();
            } else {
                act();
            }
        }

        @Override
        public void closed() {
            claiming.closed(null);
        }
    }
}
