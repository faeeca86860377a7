package io.quarkiverse.eventidempotency.runtime.engine;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.BlockingDelivery;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedUni;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterSettlement;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.engine.scope.ClaimUni;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Runs bodies once for each idempotency key: claims the key, runs the body, settles the claim, and answers duplicates. It
 * knows its store and a clock, and nothing of containers, Redis or messages.
 */
public final class IdempotencyEngine {

    private final StoreSteps store;
    private final EngineClock clock;
    private final EngineListener listener;
    private final EngineOptions options;
    private final OwnerTokens owners = new OwnerTokens();
    private final LeaseKeeper leases;
    private final StoreOutage outage;
    private final Drain drain;
    private final Delays delays;
    private final WaitingClaims waitingClaims = new WaitingClaims();
    private final WaitingThreads waitingThreads;
    /** What waits for the end of work that bodies were called in, by the keys that are held. */
    private final Map<String, OuterSettlement> pending = new ConcurrentHashMap<>();

    public IdempotencyEngine(IdempotencyStore store, EngineClock clock, EngineListener listener, EngineOptions options) {
        this.store = new StoreSteps(store);
        this.clock = clock;
        this.listener = listener;
        this.options = options;
        this.leases = new LeaseKeeper(this);
        this.drain = new Drain(leases);
        this.delays = new Delays(clock);
        this.waitingThreads = new WaitingThreads(options.maxWaitingThreads());
        this.outage = new StoreOutage(this.store, clock);
        this.store.onAvailability(why -> {
            outage.reported(why);
            if (why == null) {
                leases.reconnected();
            }
            listener.storeAvailable(why);
        });
    }

    /**
     * Guards a body that returns a {@code Uni}. Each subscription is one delivery. Within other work the item comes when the
     * body has ended; its completion is stored when that work ends and what the body did stands, else the event is stored as
     * failed and may run again. Until then it is in flight.
     *
     * @param policy what is in force
     * @param event what names the event
     * @param mapping how the result is stored
     * @param body called after the claim, on the caller's thread or context
     * @param caller the thread that the delivery was called on, asked at each subscription
     * @param works the work, asked at each subscription, on its thread; it gives {@code null} for none
     * @return the body's item, or a duplicate's answer
     */
    @CheckReturnValue
    public <T extends @Nullable Object> Uni<T> guard(GuardPolicy policy, EventIdentity event, ResultMapping<T> mapping,
            GuardedBody<Uni<T>> body, CallerSource caller, Supplier<@Nullable OuterWork> works) {
        return Infrastructure.onUniCreation(new GuardedUni<>(this, policy, event, mapping, body, caller, works));
    }

    /**
     * Guards a body that returns its result, on a thread that may be blocked. Within other work the result is returned when
     * the body has ended; its completion is stored when that work ends and what the body did stands, else the event is stored
     * as failed and may run again. Until then it is in flight.
     *
     * @param outer the work; {@code null} for none
     * @param letIn whether the event is a consumer's message, whose channel bounds the threads that wait; the engine bounds
     *        those of others
     * @return the body's result, or a duplicate's answer
     * @throws Exception what the body threw, unchanged, or an
     *         {@link io.quarkiverse.eventidempotency.IdempotencyException}; a {@link DeliveryStopped} when the engine is closed
     *         while a consumer's message waits
     */
    public <T extends @Nullable Object> @Nullable T guardBlocking(GuardPolicy policy, EventIdentity event,
            ResultMapping<T> mapping, GuardedBody<T> body, @Nullable OuterWork outer, boolean letIn) throws Exception {
        return new BlockingDelivery<>(this, policy, mapping, outer, letIn).run(event, body);
    }

    /**
     * Claims a key, and leaves the claim to its caller. Does not wait for what is in flight, and renews nothing.
     *
     * @param policy must say {@code onInFlight=FAIL}
     * @param callers the thread that the claim and its settlement are asked for on
     * @return what the key was found to be, on the caller's thread or context
     */
    @CheckReturnValue
    public <T extends @Nullable Object> Uni<Claim<T>> claim(GuardPolicy policy, EventIdentity event, ResultMapping<T> mapping,
            CallerSource callers) {
        return Infrastructure.onUniCreation(new ClaimUni<>(this, policy, event, mapping, callers));
    }

    /**
     * Tells of a delivery whose sender asked for its body to run unguarded, and has it end.
     *
     * @param key {@code null} when it is missing or cannot be told
     * @return what is to be run once, at its end
     */
    public Runnable bypass(GuardPolicy policy, @Nullable String key) {
        long startedAt = clock.nanoTime();
        return () -> ended(policy, key, DeliveryOutcome.BYPASSED, 0, startedAt);
    }

    /** Tells of a delivery that fails since its key cannot be taken. */
    public void keyFailed(GuardPolicy policy) {
        ended(policy, null, DeliveryOutcome.KEY_FAILED, 0, clock.nanoTime());
    }

    /** Reports a delivery that would fail since its key cannot be taken, and is only observed. */
    public void keyFailureObserved(GuardPolicy policy, Throwable failure) {
        listener.observed(policy, null, DeliveryOutcome.OBSERVED_REFUSED, failure);
    }

    /**
     * Waits until the bodies that run have ended and their outcomes are stored, before the store is closed. Who waits for
     * another delivery is not waited for.
     *
     * @param atMost for how long
     * @return how many bodies have not ended by then
     * @throws InterruptedException if the thread is interrupted
     */
    public int drain(Duration atMost) throws InterruptedException {
        return drain.await(atMost);
    }

    /**
     * Ends all that waits, for another delivery or for the store: bodies that have not begun do not run, and completions that
     * are not stored are not sent again. Deliveries of consumers are not told, or throw {@link DeliveryStopped}; others fail.
     */
    public void close() {
        delays.close();
    }

    public void claimed(GuardPolicy policy, String key, int attempt) {
        listener.claimed(policy, key, attempt);
    }

    public void met(GuardPolicy policy, @Nullable String key, DeliveryIncident incident) {
        policy.counters().met(incident);
        listener.met(policy, key, incident);
    }

    public void ended(GuardPolicy policy, @Nullable String key, DeliveryOutcome outcome, int attempt, long startedAt) {
        policy.counters().ended(outcome);
        listener.ended(policy, key, outcome, attempt, clock.nanoTime() - startedAt);
    }

    public void begins(OuterSettlement settlement) {
        pending.put(settlement.storeKey(), settlement);
    }

    public void ends(OuterSettlement settlement) {
        pending.remove(settlement.storeKey(), settlement);
    }

    /** {@return what holds a key in this process until the work ends that its body was called in; {@code null} for nothing} */
    @Nullable
    public OuterSettlement pending(String storeKey) {
        return pending.get(storeKey);
    }

    public StoreSteps store() {
        return store;
    }

    public StoreOutage outage() {
        return outage;
    }

    public EngineClock clock() {
        return clock;
    }

    public EngineListener listener() {
        return listener;
    }

    public Delays delays() {
        return delays;
    }

    public WaitingClaims waitingClaims() {
        return waitingClaims;
    }

    public WaitingThreads waitingThreads() {
        return waitingThreads;
    }

    public Drain drain() {
        return drain;
    }

    public OwnerTokens owners() {
        return owners;
    }

    public LeaseKeeper leases() {
        return leases;
    }

    /** {@return the trace that the calling thread is at; {@code null} for none} */
    @Nullable
    public String traceId() {
        return options.traceIds().get();
    }

    public String node() {
        return options.node();
    }

    public long maxResultBytes() {
        return options.maxResultBytes();
    }

    public boolean verifiesResults() {
        return options.verifyResults();
    }

    public String named(@Nullable String scope, @Nullable String key) {
        return Keys.named(scope, key, options.logKeys());
    }
}
