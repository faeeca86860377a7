package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.CallerSource;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ClaimListener;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ClaimOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Claiming;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Endings;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.FoundRecord;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.HeldClaim;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * A claim that is left to its caller. Each subscription claims.
 *
 * @param <T> the type of the results
 */
public final class ClaimUni<T extends @Nullable Object> extends AbstractUni<Claim<T>> {

    private final Handler<T> handler;
    private final EventIdentity event;
    private final CallerSource callers;

    /**
     * @param handler its policy must not wait for what is in flight
     * @param callers the thread that the claim and its settlement are asked for on
     */
    public ClaimUni(Handler<T> handler, EventIdentity event, CallerSource callers) {
        this.handler = handler;
        this.event = event;
        this.callers = callers;
    }

    @Override
    public void subscribe(UniSubscriber<? super Claim<T>> subscriber) {
        new SingleClaim(subscriber).start();
    }

    /** The claim of one subscription. */
    private final class SingleClaim implements ClaimListener, UniSubscription, Runnable {

        private final IdempotencyEngine engine = handler.engine();
        private final UniSubscriber<? super Claim<T>> subscriber;
        private final Caller caller = callers.current();
        private final long startedAt = engine.clock().nanoTime();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable Claiming claiming;
        private @Nullable String key;
        private @Nullable ClaimOutcome outcome;

        SingleClaim(UniSubscriber<? super Claim<T>> subscriber) {
            this.subscriber = subscriber;
        }

        void start() {
            subscriber.onSubscribe(this);
            try {
                key = handler.answers().key(event);
                if (key != null) {
                    Claiming claims = new Claiming(handler, event, key, null, false, startedAt, this);
                    claiming = claims;
                    if (!over.get()) {
                        claims.start(RunningBody.here());
                    }
                    return;
                }
            } catch (Throwable e) {
                decided(new ClaimOutcome.Refused(e));
                return;
            }
            decided(new ClaimOutcome.Unguarded());
        }

        @Override
        public void decided(ClaimOutcome decision) {
            outcome = decision;
            caller.execute(this);
        }

        @Override
        public void stopped(Throwable reason) {
            decided(new ClaimOutcome.Refused(reason));
        }

        @Override
        public boolean waitsForOwner() {
            return true;
        }

        @Override
        public void run() {
            ClaimOutcome decision = outcome;
            if (!over.compareAndSet(false, true)) {
                if (decision instanceof HeldClaim held) {
                    held.release();
                }
                return;
            }
            if (decision instanceof FoundRecord found) {
                decision = found.read();
            }
            if (decision instanceof ClaimOutcome.Refused refused) {
                refused(refused.reason());
            } else {
                subscriber.onItem(claim(decision));
            }
        }

        private Claim<T> claim(@Nullable ClaimOutcome decision) {
            if (decision instanceof HeldClaim held) {
                return new AcquiredClaim<>(handler, held, callers, startedAt);
            }
            if (decision instanceof FoundRecord duplicate) {
                ended(DeliveryOutcome.REPLAYED);
                return new FoundDuplicate<>(handler, String.valueOf(key), duplicate.record());
            }
            ended(decision instanceof ClaimOutcome.Observed observed ? observed.wouldBe()
                    : key == null ? event.endingWithoutKey() : DeliveryOutcome.UNGUARDED_NO_STORE);
            return new UnguardedClaim<>(new RunningBody(handler.policy(), key, null, RunningBody.here()));
        }

        private void refused(Throwable reason) {
            ended(Endings.ofRefusal(reason));
            if (reason instanceof EventInFlightException inFlight) {
                subscriber.onItem(new Claim.InFlight<>(key, inFlight.remainingLease()));
            } else {
                subscriber.onFailure(reason);
            }
        }

        private void ended(DeliveryOutcome ending) {
            engine.ended(handler.policy(), key, ending, 0, startedAt);
        }

        @Override
        public void cancel() {
            if (over.compareAndSet(false, true)) {
                ended(DeliveryOutcome.CANCELLED);
                Claiming claims = claiming;
                if (claims != null) {
                    claims.cancel();
                }
            }
        }
    }
}
