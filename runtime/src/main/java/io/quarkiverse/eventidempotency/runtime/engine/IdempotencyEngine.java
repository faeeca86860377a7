package io.quarkiverse.eventidempotency.runtime.engine;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterSettlement;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.TraceContext;

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
    private final WaitingClaims waitingClaims;
    private final WallTime wallTime;
    /**
     * The threads that callers may hold while they wait for another delivery: the body that they wait for may need a thread of
     * the same pool.
     */
    private final Semaphore waitingThreads;
    /** What waits for the end of work that bodies were called in, by the keys that are held. */
    private final Map<String, OuterSettlement> pending = new ConcurrentHashMap<>();

    public IdempotencyEngine(IdempotencyStore store, EngineClock clock, EngineListener listener, EngineOptions options) {
        this.store = new StoreSteps(store);
        this.clock = clock;
        this.listener = listener;
        this.options = options;
        this.leases = new LeaseKeeper(this);
        this.drain = new Drain(leases, clock);
        this.waitingClaims = new WaitingClaims(leases);
        this.wallTime = new WallTime(clock);
        this.delays = new Delays(clock);
        this.waitingThreads = new Semaphore(options.maxWaitingThreads());
        this.outage = new StoreOutage(this.store, clock);
        store.onAvailability(why -> {
            outage.reported(why);
            if (why == null) {
                leases.tick();
            }
            listener.storeAvailable(why);
        });
    }

    /**
     * Prepares what is the same for all events of one handler.
     *
     * @param policy the policy in force
     * @param mapping how the results are stored
     */
    public <T extends @Nullable Object> Handler<T> handler(GuardPolicy policy, ResultMapping<T> mapping) {
        return new Handler<>(this, policy, mapping);
    }

    /**
     * Tells of a delivery whose sender asked for its body to run unguarded, and has it end.
     *
     * @param key {@code null} when it is missing or cannot be told
     * @return what is to be run once, at its end
     */
    public Runnable bypass(GuardPolicy policy, @Nullable String key) {
        long startedAt = clock.nanoTime();
        TraceContext trace = options.traces().current();
        return () -> ended(policy, key, null, trace, DeliveryOutcome.BYPASSED, 0, startedAt, null);
    }

    /** Tells of a delivery that fails since its key cannot be taken. */
    public void keyFailed(GuardPolicy policy, Throwable failure) {
        ended(policy, null, null, options.traces().current(), DeliveryOutcome.KEY_FAILED, 0, clock.nanoTime(),
                DeliveryFailure.of(failure));
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
     * are not stored are not sent again. Deliveries of consumers are not told, or throw
     * {@link io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped}; others fail.
     */
    public void close() {
        delays.close();
    }

    public void met(GuardPolicy policy, @Nullable String key, DeliveryIncident incident) {
        policy.counters().met(incident);
        listener.met(policy, key, incident);
    }

    public void ended(GuardPolicy policy, @Nullable String key, @Nullable String eventId, @Nullable TraceContext trace,
            DeliveryOutcome outcome, int attempt, long startedAt, @Nullable DeliveryFailure failure) {
        policy.counters().ended(outcome);
        listener.ended(policy, key, eventId, trace, outcome, attempt, clock.nanoTime() - startedAt, failure);
    }

    public void begins(OuterSettlement settlement) {
        pending.put(settlement.storeKey(), settlement);
        waitingClaims.recheck(settlement.storeKey());
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

    public WallTime wallTime() {
        return wallTime;
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

    public Semaphore waitingThreads() {
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

    public EngineOptions options() {
        return options;
    }

    public String named(@Nullable String scope, @Nullable String key) {
        return Keys.named(scope, key, options.logKeys());
    }
}
