package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.CallerSource;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Answers;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ClaimLoop;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ClaimOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Endings;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.HeldClaim;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
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

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final EventIdentity event;
    private final ResultMapping<T> results;
    private final CallerSource callers;

    /** @param policy must not wait for what is in flight */
    public ClaimUni(IdempotencyEngine engine, GuardPolicy policy, EventIdentity event, ResultMapping<T> results,
            CallerSource callers) {
        this.engine = engine;
        this.policy = policy;
        this.event = event;
        this.results = results;
        this.callers = callers;
    }

    @Override
    public void subscribe(UniSubscriber<? super Claim<T>> subscriber) {
        new Claiming(subscriber).start();
    }

    private final class Claiming implements ClaimLoop.Listener, UniSubscription {

        private final UniSubscriber<? super Claim<T>> subscriber;
        private final Caller caller = callers.current();
        private final long startedAt = engine.clock().nanoTime();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable ClaimLoop loop;
        private @Nullable String key;

        Claiming(UniSubscriber<? super Claim<T>> subscriber) {
            this.subscriber = subscriber;
        }

        void start() {
            subscriber.onSubscribe(this);
            try {
                key = new Answers<>(engine, policy, results).key(event);
            } catch (RuntimeException e) {
                refused(e);
                return;
            }
            if (key == null) {
                claimed(new ClaimOutcome.Unguarded());
                return;
            }
            ClaimLoop claiming = new ClaimLoop(engine, policy, event, key, RunningBody.here(), null, false, this);
            loop = claiming;
            if (!over.get()) {
                claiming.start();
            }
        }

        @Override
        public void claimed(ClaimOutcome outcome) {
            caller.execute(() -> {
                if (over.compareAndSet(false, true)) {
                    subscriber.onItem(claim(outcome));
                } else if (outcome instanceof HeldClaim held) {
                    held.release();
                }
            });
        }

        private Claim<T> claim(ClaimOutcome outcome) {
            if (outcome instanceof HeldClaim held) {
                return new AcquiredClaim<>(engine, policy, results, held, callers, startedAt);
            }
            if (outcome instanceof ClaimOutcome.Duplicate duplicate) {
                ended(DeliveryOutcome.REPLAYED);
                return new FoundDuplicate<>(engine, policy, results, String.valueOf(key), duplicate.record());
            }
            ended(outcome instanceof ClaimOutcome.Observed observed ? observed.wouldBe()
                    : key == null ? event.endingWithoutKey() : DeliveryOutcome.UNGUARDED_NO_STORE);
            return new UnguardedClaim<>(new RunningBody(policy, key, null, RunningBody.here()));
        }

        @Override
        public void refused(Throwable reason) {
            caller.execute(() -> {
                if (over.compareAndSet(false, true)) {
                    ended(Endings.ofRefusal(reason));
                    if (reason instanceof EventInFlightException inFlight) {
                        subscriber.onItem(new Claim.InFlight<>(key, inFlight.remainingLease()));
                    } else {
                        subscriber.onFailure(reason);
                    }
                }
            });
        }

        private void ended(DeliveryOutcome outcome) {
            engine.ended(policy, key, outcome, 0, startedAt);
        }

        @Override
        public void cancel() {
            if (over.compareAndSet(false, true)) {
                ended(DeliveryOutcome.CANCELLED);
                ClaimLoop claiming = loop;
                if (claiming != null) {
                    claiming.cancel();
                }
            }
        }
    }
}
