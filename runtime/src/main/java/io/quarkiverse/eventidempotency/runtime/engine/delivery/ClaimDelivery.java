package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * A delivery that ends with its claim, which is left to the caller. Its policy must not wait for what is in flight, nor skip.
 *
 * @param <T> the type of the results
 */
final class ClaimDelivery<T extends @Nullable Object> extends Delivery<T> implements UniSubscription {

    private final Supplier<Caller> callers;
    private final UniSubscriber<? super Claim<T>> subscriber;

    ClaimDelivery(Handler<T> handler, EventIdentity event, Supplier<Caller> callers,
            UniSubscriber<? super Claim<T>> subscriber) {
        super(handler, event, null, RunningBody.here());
        this.callers = callers;
        this.subscriber = subscriber;
        goesTo(callers.get());
    }

    void subscribed() {
        subscriber.onSubscribe(this);
        start();
    }

    @Override
    boolean renews() {
        return false;
    }

    @Override
    void runBody() {
        HeldClaim held = claim;
        if (held == null) {
            if (ends(State.CLAIMING, unguarded())) {
                subscriber.onItem(new UnguardedClaim<>(new RunningBody(policy(), key(), null, enclosing)));
            }
        } else if (goes(State.CLAIMING, State.DONE)) {
            subscriber.onItem(new AcquiredClaim<>(answers(), held, callers, startedAt));
        } else {
            held.release();
        }
    }

    @Override
    void answerDuplicate(String key, RecordContent record) {
        if (ends(State.CLAIMING, DeliveryOutcome.REPLAYED)) {
            subscriber.onItem(new FoundDuplicate<>(answers(), key, record));
        }
    }

    @Override
    void tellFailure(Throwable reason) {
        if (reason instanceof EventInFlightException inFlight) {
            subscriber.onItem(new Claim.InFlight<>(key(), inFlight.remainingLease()));
        } else {
            subscriber.onFailure(reason);
        }
    }

    @Override
    public void cancel() {
        cancelled();
    }
}
