package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.Backoff;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.runtime.engine.StoreRetry;
import io.quarkiverse.eventidempotency.runtime.engine.WaitingClaims;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.quarkiverse.eventidempotency.spi.StoreException;

/**
 * One delivery's way to its claim.
 *
 * <pre>
 * start -- the body that it was called from holds the key --> refused(NestedClaimException)
 *    |
 *   ask --+-- ACQUIRED ---- confirmed in time? --yes--> claimed(held)
 *    ^    |                   no: renew first
 *    |    +-- DUPLICATE ------------------------------> claimed(duplicate)
 *    |    +-- IN_FLIGHT ---- SKIP --------------------> claimed(skipped)
 *    |    |                  FAIL, or out of time --> refused(EventInFlightException)
 *    |    |                  WAIT, held by the work that it was called in --> refused(NestedClaimException)
 *    |    |                  WAIT: delay --+
 *    |    +-- SETTLED: new token ----------+
 *    |    +-- store failure, time left ----+
 *    |    +-- FAILED, REUSED, FOREIGN ----------------> refused(…)
 *    +-------------------------------------+
 * </pre>
 *
 * A delivery that is only observed is not refused and does not wait: its body runs, and what it would have met is told.
 * <p>
 * Its steps follow one another, whatever thread each runs on; only {@link #cancel()} may come from outside.
 */
public final class ClaimLoop {

    /** What hears of the end, once. */
    public interface Listener {

        /** The claim is decided. A held claim that is not wanted any more has to be given back. */
        void claimed(ClaimOutcome outcome);

        /** The delivery ends without its body. */
        void refused(Throwable reason);

        /** The delivery ends without its body, since the engine or its store is closed. */
        default void stopped(Throwable reason) {
            refused(reason);
        }

        /**
         * The delivery has to wait for another one.
         *
         * @return whether it may; if not, it is refused
         */
        default boolean waitsForOwner() {
            return true;
        }

        /** The delivery has to wait for the store. */
        default void waitsForStore() {
        }
    }

    private static final long FIRST_WAIT_MILLIS = 20;
    private static final long MAX_WAIT_MILLIS = 1_000;
    private static final long MIN_WARNING_INTERVAL_MILLIS = 1_000;

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final String key;
    private final long ttlMillis;
    private final @Nullable RunningBody enclosing;
    private final @Nullable OuterWork outer;
    private final boolean renewed;
    private final Listener listener;

    /** As it was sent last, or will be next. */
    private volatile ClaimRequest request;
    /** Whether the token may be in the store although no answer said so. */
    private volatile boolean doubtful;
    private long sentAt;
    private long waitingSince;
    private long warnedAt;
    private @Nullable Backoff waits;
    private @Nullable StoreRetry retry;
    private volatile boolean cancelled;
    private volatile @Nullable Pause pause;

    /** A pause before the store is asked again. */
    private final class Pause extends WaitingClaims.Waiter {

        private final boolean forOwner;
        private final @Nullable Throwable failure;

        /** @param failure the failure of the store that it waits out; {@code null} when it waits for the owner of the key */
        Pause(@Nullable Throwable failure) {
            this.forOwner = failure == null;
            this.failure = failure;
        }

        void begin(long millis) {
            if (forOwner) {
                engine.waitingClaims().add(request.storeKey(), this);
            }
            engine.delays().begin(this, millis);
        }

        @Override
        public void elapsed() {
            over();
            askUnlessCancelled();
        }

        @Override
        public void settled(@Nullable IdempotencyRecord completed) {
            if (!engine.delays().end(this)) {
                return;
            }
            if (completed == null || cancelled) {
                askUnlessCancelled();
            } else {
                duplicate(completed);
            }
        }

        @Override
        public void closed() {
            over();
            releaseIfDoubtful();
            if (!cancelled) {
                stopped(refusals().applicationStops(failure));
            }
        }

        public void cancel() {
            if (engine.delays().end(this)) {
                over();
                releaseIfDoubtful();
            }
        }

        private void over() {
            if (forOwner) {
                engine.waitingClaims().remove(request.storeKey(), this);
            }
        }
    }

    /**
     * @param enclosing the body that the delivery was called from, if any
     * @param outer the work that it was called in; {@code null} for none
     * @param renewed whether the claim is renewed until it is settled
     */
    public ClaimLoop(IdempotencyEngine engine, GuardPolicy policy, EventIdentity event, String key,
            @Nullable RunningBody enclosing, @Nullable OuterWork outer, boolean renewed, Listener listener) {
        this.engine = engine;
        this.policy = policy;
        this.key = key;
        this.ttlMillis = event.ttlMillis() > 0 ? event.ttlMillis() : policy.ttlMillis();
        this.enclosing = enclosing;
        this.outer = outer;
        this.renewed = renewed;
        this.listener = listener;
        this.request = new ClaimRequest(new ClaimTerms(policy.scope(), policy.leaseMillis(), policy.maxAttempts(),
                policy.afterCrash(), engine.node()), policy.keyPrefix().concat(key), key, engine.owners().next(),
                policy.holdMillis(ttlMillis), engine.clock().millis(), event.eventId(), event.eventType(),
                event.fingerprint(), engine.traceId(), policy.fenceStrict());
    }

    public void start() {
        RunningBody holder = enclosing == null ? null : enclosing.holderOf(request.storeKey());
        if (holder == null) {
            ask();
        } else {
            refused(refusals().nestedIn(holder.method()));
        }
    }

    private void ask() {
        StoreException known = runsWithoutStore() ? engine.outage().known(policy.storeRetryMillis(), request.storeKey()) : null;
        if (known != null) {
            failed(known);
            return;
        }
        sentAt = engine.clock().nanoTime();
        if (policy.patient()) {
            engine.drain().asks();
        }
        new StoreReply<ClaimReply>() {

            @Override
            public void onReply(ClaimReply reply) {
                try {
                    answered(reply);
                } finally {
                    told();
                }
            }

            @Override
            public void onNoReply(Throwable failure) {
                try {
                    failed(failure);
                } finally {
                    told();
                }
            }
        }.of(engine.store().claim(request));
    }

    private void told() {
        if (policy.patient()) {
            engine.drain().answered();
        }
    }

    /** Stops asking. A claim that is acquired all the same is given back. */
    public void cancel() {
        cancelled = true;
        Pause waiting = pause;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    private void releaseIfDoubtful() {
        if (doubtful) {
            new DoubtfulClaim(engine, policy, request).release();
        }
    }

    private void answered(ClaimReply reply) {
        engine.outage().replied();
        retry = null;
        doubtful = false;
        switch (reply.kind()) {
            case ACQUIRED -> acquired(reply);
            case DUPLICATE -> duplicate(reply);
            case IN_FLIGHT -> inFlight(reply.remainingMillis());
            case FAILED -> refused(refusals().failed(reply));
            case SETTLED -> {
                request = request.withOwner(engine.owners().next());
                askUnlessCancelled();
            }
            case REUSED -> refused(refusals().reused());
            case FOREIGN -> refused(refusals().foreign());
        }
    }

    private void acquired(ClaimReply reply) {
        HeldClaim claim = new HeldClaim(engine, policy, request, ttlMillis, reply, sentAt);
        if (cancelled) {
            claim.release();
            return;
        }
        if (reply.takenOver()) {
            engine.met(policy, key, DeliveryIncident.TAKEOVER);
        } else if (reply.attempt() > 1) {
            engine.met(policy, key, DeliveryIncident.RETRY);
        }
        engine.claimed(policy, key, reply.attempt());
        if (engine.clock().nanoTime() - claim.renewalDue() > 0) {
            renewFirst(claim);
        } else {
            held(claim);
        }
    }

    /** The answer took so long that the lease may be nearly over: make sure of it before a body starts. */
    private void renewFirst(HeldClaim claim) {
        long renewedAt = engine.clock().nanoTime();
        new StoreReply<RenewReply>() {

            @Override
            public void onReply(RenewReply reply) {
                if (reply == RenewReply.OK) {
                    claim.confirmed(renewedAt);
                    held(claim);
                } else {
                    request = request.withOwner(engine.owners().next());
                    askUnlessCancelled();
                }
            }

            @Override
            public void onNoReply(Throwable failure) {
                if (cancelled) {
                    claim.release();
                } else {
                    doubtful = true;
                    failed(failure);
                }
            }
        }.of(engine.store().renew(request.storeKey(), request.owner(), request.holdMillis()));
    }

    private void held(HeldClaim claim) {
        if (renewed) {
            engine.leases().hold(claim);
        }
        listener.claimed(claim);
    }

    private void duplicate(ClaimReply reply) {
        RecordContent content = reply.record();
        duplicate(content == null ? null : content.record());
    }

    private void duplicate(@Nullable IdempotencyRecord record) {
        if (record == null || record.status() != RecordStatus.COMPLETED || !isOurs(record)) {
            refused(refusals().foreign());
        } else if (request.fingerprint() != null && record.fingerprint() != null
                && !request.fingerprint().equals(record.fingerprint())) {
            refused(refusals().reused());
        } else if (policy.observe()) {
            observed(DeliveryOutcome.OBSERVED_DUPLICATE);
        } else {
            listener.claimed(new ClaimOutcome.Duplicate(record));
        }
    }

    private void observed(DeliveryOutcome wouldBe) {
        engine.listener().observed(policy, key, wouldBe, null);
        listener.claimed(new ClaimOutcome.Observed(wouldBe));
    }

    private boolean isOurs(IdempotencyRecord record) {
        String scope = policy.scope();
        boolean sameScope = scope == null ? record.scope() == null : scope.equals(record.scope());
        return sameScope && (record.key() == null || key.equals(record.key()));
    }

    private void inFlight(long remainingMillis) {
        if (policy.observe()) {
            observed(DeliveryOutcome.OBSERVED_IN_FLIGHT);
            return;
        }
        request = request.exactly();
        if (policy.onInFlight() == OnInFlight.SKIP) {
            listener.claimed(new ClaimOutcome.Skipped());
        } else if (policy.onInFlight() == OnInFlight.FAIL) {
            refused(refusals().inFlight(remainingMillis, 0));
        } else {
            OuterSettlement pending = outer == null ? null : engine.pending(request.storeKey());
            if (pending != null && pending.isOf(outer)) {
                refused(refusals().twiceInTransaction(pending.method()));
            } else {
                waitAtMost(remainingMillis);
            }
        }
    }

    private void waitAtMost(long remainingMillis) {
        long now = engine.clock().nanoTime();
        Backoff delays = waits;
        if (delays == null) {
            waits = delays = new Backoff(engine.clock(), FIRST_WAIT_MILLIS, MAX_WAIT_MILLIS);
            waitingSince = warnedAt = now;
            if (!listener.waitsForOwner()) {
                refused(refusals().tooManyWait(remainingMillis));
                return;
            }
            engine.met(policy, key, DeliveryIncident.WAIT);
        }
        long patience = policy.patient() ? Math.max(MIN_WARNING_INTERVAL_MILLIS, policy.waitTimeoutMillis())
                : policy.waitTimeoutMillis();
        long left = patience - (now - warnedAt) / 1_000_000;
        if (left <= 0) {
            long waited = (now - waitingSince) / 1_000_000;
            if (!policy.patient()) {
                refused(refusals().inFlight(remainingMillis, waited));
                return;
            }
            engine.listener().waitsOn(policy, key, waited);
            warnedAt = now;
            left = patience;
        }
        // a lease of which n milliseconds are left has ended after n + 1 of them for certain
        pause(Math.min(Math.min(delays.next(), remainingMillis + 1), left), null);
    }

    private void failed(Throwable failure) {
        StoreRetry tries = retry;
        if (tries == null) {
            retry = tries = new StoreRetry(engine.clock(), policy.storeRetryMillis());
        }
        doubtful |= failure instanceof StoreException unconfirmed && unconfirmed.maybeApplied();
        long delay = tries.delayAfter(failure);
        if (delay >= 0 && !cancelled && !unavailable()) {
            listener.waitsForStore();
            pause(delay, failure);
            return;
        }
        releaseIfDoubtful();
        if (cancelled) {
            return;
        }
        if (failure instanceof StoreClosedException) {
            stopped(refusals().applicationStops(failure));
        } else if (policy.onStoreFailure() == OnStoreFailure.PROCEED) {
            engine.listener().unguarded(policy, key, failure);
            listener.claimed(new ClaimOutcome.Unguarded());
        } else {
            refused(refusals().storeUnavailable(failure));
        }
    }

    private boolean unavailable() {
        engine.outage().failed();
        return runsWithoutStore() && engine.outage().lasts(policy.storeRetryMillis());
    }

    private boolean runsWithoutStore() {
        return policy.onStoreFailure() == OnStoreFailure.PROCEED;
    }

    private void pause(long millis, @Nullable Throwable failure) {
        Pause next = new Pause(failure);
        pause = next;
        next.begin(millis);
        if (cancelled) {
            next.cancel(); // cancelled before there was a pause to end
        }
    }

    private void askUnlessCancelled() {
        if (!cancelled) {
            ask();
        } else {
            releaseIfDoubtful();
        }
    }

    private void stopped(IdempotencyException reason) {
        if (policy.observe()) {
            refused(reason);
        } else {
            listener.stopped(reason);
        }
    }

    private void refused(IdempotencyException reason) {
        if (policy.observe()) {
            engine.listener().observed(policy, key, DeliveryOutcome.OBSERVED_REFUSED, reason);
            listener.claimed(new ClaimOutcome.Observed(DeliveryOutcome.OBSERVED_REFUSED));
        } else {
            listener.refused(reason);
        }
    }

    private Refusals refusals() {
        return new Refusals(engine, policy, key);
    }
}
