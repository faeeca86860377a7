package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.TraceContext;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.EmptyUniSubscription;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;

/**
 * One guarded handler: everything that is the same for all of its events. Built once.
 *
 * @param <T> the type of its results
 */
public final class Handler<T extends @Nullable Object> {

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final ClaimTerms terms;
    private final Answers<T> answers;

    /**
     * @param policy the policy in force
     * @param mapping how the results are stored
     */
    public Handler(IdempotencyEngine engine, GuardPolicy policy, ResultMapping<T> mapping) {
        this.engine = engine;
        this.policy = policy;
        this.terms = new ClaimTerms(policy.scope(), policy.leaseMillis(), policy.maxAttempts(), policy.afterCrash(),
                engine.options().node(), policy.cacheMillis());
        this.answers = new Answers<>(engine, policy, mapping);
    }

    /**
     * Guards a body that returns a {@code Uni}. Each subscription is one delivery. Within other work the item comes when the
     * body has ended; its completion is stored when that work ends and what the body did stands, else the event is stored as
     * failed and may run again. Until then it is in flight.
     *
     * @param event what names the event
     * @param body called after the claim, on the caller's thread or context
     * @param callers the thread that the delivery was called on, asked at each subscription
     * @param works the work, asked at each subscription, on its thread; it gives {@code null} for none
     * @param turn the turn of the consumer's message; {@code null} for other events
     * @return the body's item, or a duplicate's answer
     */
    @CheckReturnValue
    public Uni<T> guard(EventIdentity event, GuardedBody<Uni<T>> body, Supplier<Caller> callers,
            Supplier<@Nullable OuterWork> works, @Nullable ConsumerTurn turn) {
        RunningBody assembledBy = RunningBody.here();
        return Infrastructure.onUniCreation(new AbstractUni<>() {

            @Override
            public void subscribe(UniSubscriber<? super T> subscriber) {
                RunningBody here = RunningBody.here();
                new UniDelivery<>(Handler.this, event, body, callers, works, turn, here != null ? here : assembledBy,
                        subscriber).subscribed();
            }
        });
    }

    /**
     * Guards a body that takes several events at once and returns a {@code Uni}. Each subscription is one delivery of each
     * event. The body is called with the events that need work, and once more with those that waited for other owners and need
     * work then.
     *
     * @param events what names the events, asked at each subscription
     * @param body called after the claims, on the caller's thread or context
     * @param callers the thread that the delivery was called on, asked at each subscription
     * @param works the work that it was called in, asked at each subscription; it gives {@code null} for none
     * @return the results of the body, and the answers to duplicates, in the order of the events. Fails with what the body
     *         fails with, or with a {@link io.quarkiverse.eventidempotency.BatchItemFailures}
     */
    @CheckReturnValue
    public Uni<List<T>> guardAll(Supplier<BatchEvents> events,
            BatchBody<? extends Uni<? extends @Nullable List<? extends T>>> body, Supplier<Caller> callers,
            Supplier<@Nullable OuterWork> works) {
        RunningBody assembledBy = RunningBody.here();
        Supplier<BatchEvents> named = Infrastructure.decorate(events); // they may need what surrounds the call
        return Infrastructure.onUniCreation(new AbstractUni<>() {

            @Override
            public void subscribe(UniSubscriber<? super List<T>> subscriber) {
                RunningBody here = RunningBody.here();
                UniBatch<T> batch;
                try {
                    batch = new UniBatch<>(Handler.this, named.get(), body, callers.get(), works.get(),
                            here != null ? here : assembledBy, subscriber);
                } catch (Throwable e) { // out of the events' own code, or what finds the work
                    EmptyUniSubscription.propagateFailureEvent(subscriber, e);
                    return;
                }
                batch.subscribed();
            }
        });
    }

    /**
     * Guards a body that takes several events at once and returns its results, on a thread that may be blocked. See
     * {@link #guardAll}.
     *
     * @param outer the work that it was called in; {@code null} for none
     * @param consumer whether the events are those of a consumer's message, whose channel bounds the threads that wait
     * @throws Exception what the body threw, unchanged, or a {@link io.quarkiverse.eventidempotency.BatchItemFailures}; a
     *         {@link DeliveryStopped} when the engine is closed while a consumer's message waits
     */
    public List<T> guardAllBlocking(BatchEvents events, BatchBody<? extends @Nullable List<? extends T>> body,
            @Nullable OuterWork outer, boolean consumer) throws Exception {
        return new BlockingBatch<>(this, events, body, outer, consumer).await();
    }

    /**
     * Claims a key for a caller that settles the claim. Each subscription claims.
     *
     * @param callers the thread that the claim and its settlement are asked for on
     */
    @CheckReturnValue
    public Uni<Claim<T>> claim(EventIdentity event, Supplier<Caller> callers) {
        return Infrastructure.onUniCreation(new AbstractUni<>() {

            @Override
            public void subscribe(UniSubscriber<? super Claim<T>> subscriber) {
                new ClaimDelivery<>(Handler.this, event, callers, subscriber).subscribed();
            }
        });
    }

    /**
     * Guards a body that returns its result, on a thread that may be blocked. Within other work the result is returned when
     * the body has ended; its completion is stored when that work ends and what the body did stands, else the event is stored
     * as failed and may run again. Until then it is in flight.
     *
     * @param outer the work; {@code null} for none
     * @param turn the turn of the consumer's message, whose channel bounds the threads that wait; {@code null} for other
     *        events, of which the engine bounds them
     * @return the body's result, or a duplicate's answer
     * @throws Exception what the body threw, unchanged, or an
     *         {@link io.quarkiverse.eventidempotency.IdempotencyException}; a {@link DeliveryStopped} when the engine is closed
     *         while a consumer's message waits
     */
    public @Nullable T guardBlocking(EventIdentity event, GuardedBody<T> body, @Nullable OuterWork outer,
            @Nullable ConsumerTurn turn)
            throws Exception {
        return new BlockingDelivery<>(this, event, body, outer, turn).await();
    }

    /**
     * Makes a claim for an event whose turn has not come.
     *
     * @param trace the span that its message arrived in; {@code null} for none
     * @param decided called once the claim is decided, on any thread
     * @return the claim, which is to be asked for; {@code null} when the event has no key
     */
    public @Nullable AheadClaim claimAhead(EventIdentity event, @Nullable TraceContext trace, Runnable decided) {
        String key = event.key();
        return key == null || key.isEmpty() ? null
                : new AheadClaim(this, event, policy.keyForm().stored(key), trace, decided);
    }

    /** As with a turn, for an event that is no consumer's message. */
    @CheckReturnValue
    public Uni<T> guard(EventIdentity event, GuardedBody<Uni<T>> body, Supplier<Caller> callers,
            Supplier<@Nullable OuterWork> works) {
        return guard(event, body, callers, works, null);
    }

    public IdempotencyEngine engine() {
        return engine;
    }

    public GuardPolicy policy() {
        return policy;
    }

    public Answers<T> answers() {
        return answers;
    }

    /** {@return a claim with a token of its own, of a delivery in a span} */
    ClaimRequest request(EventIdentity event, String key, long now, @Nullable TraceContext trace) {
        return new ClaimRequest(terms, policy.keyPrefix().concat(key), key, new OwnerToken(engine.owners()),
                policy.holdMillis(ttlMillis(event)),
                engine.wallTime().millisAt(now), policy.keyForm().shownId(event.eventId()), event.eventType(),
                event.fingerprint(),
                trace,
                policy.fenceStrict());
    }

    /** {@return how long the event is remembered once it is completed, in milliseconds} */
    long ttlMillis(EventIdentity event) {
        return event.ttlMillis() > 0 ? event.ttlMillis() : policy.ttlMillis();
    }
}
