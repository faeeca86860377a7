package io.quarkiverse.eventidempotency.runtime.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.quarkiverse.eventidempotency.spi.Takeover;
import io.quarkiverse.eventidempotency.spi.TraceContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** One process with an engine on an observed store in memory, driven by a manual clock. */
public final class EngineFixture implements EngineListener {

    public static final String KEY = "order-1";
    public static final String STORE_KEY = "idempotency:events:orders.on:order-1";

    private static final Caller HERE = new SameThread();

    public final ManualClock clock;
    public final InMemoryStore memory;
    public final ObservedStore store;
    public final IdempotencyEngine engine;
    public final List<String> told = new ArrayList<>();
    /** Claims, ends of waits, and ends of deliveries, as they are reported. */
    public final List<String> reports = new ArrayList<>();
    public final AtomicInteger bodies = new AtomicInteger();
    /** What happens when a delivery is about to wait for another one. */
    public Runnable beforeWaiting = () -> {
    };

    public EngineFixture() {
        this(new ManualClock(), null, UnaryOperator.identity());
    }

    /** @param front puts something in front of the observed store */
    public EngineFixture(ManualClock clock, UnaryOperator<IdempotencyStore> front) {
        this(clock, null, front);
    }

    private EngineFixture(ManualClock clock, @Nullable InMemoryStore memory, UnaryOperator<IdempotencyStore> front) {
        this.clock = clock;
        this.memory = memory != null ? memory : new InMemoryStore(clock::nanoTime, 100_000);
        this.store = new ObservedStore(this.memory);
        this.engine = new IdempotencyEngine(front.apply(store), clock, this,
                new EngineOptions("test/1", false, 100, true, Integer.MAX_VALUE, () -> null));
    }

    /** {@return another process on the same store at the same time} */
    public EngineFixture anotherProcess() {
        return new EngineFixture(clock.another(), memory, UnaryOperator.identity());
    }

    /** Results are strings of JSON; an empty one cannot be written, {@code "unreadable"} cannot be read. */
    public static final ResultMapping<String> STRINGS = new ResultMapping<>() {

        private final ObjectMapper mapper = new ObjectMapper();

        @Override
        public String encode(@Nullable String result) throws Exception {
            if ("".equals(result)) {
                throw new IllegalArgumentException("cannot be written");
            }
            return mapper.writeValueAsString(result);
        }

        @Override
        public @Nullable String decode(String json) throws Exception {
            String result = mapper.readValue(json, String.class);
            if ("unreadable".equals(result)) {
                throw new IllegalArgumentException("cannot be read");
            }
            return result;
        }

        @Override
        public @Nullable String empty() {
            return null;
        }
    };

    /** A policy of defaults that tests change piece by piece. */
    public static final class Policy {
        public OnDuplicate onDuplicate = OnDuplicate.REPLAY;
        public OnInFlight onInFlight = OnInFlight.WAIT;
        public OnMissingKey onMissingKey = OnMissingKey.FAIL;
        public OnStoreFailure onStoreFailure = OnStoreFailure.FAIL;
        public boolean patient;
        public boolean fenceStrict;
        public boolean resultNeeded = true;
        public AfterCrash afterCrash = AfterCrash.RERUN;
        public int maxAttempts;
        public boolean storeResult = true;
        public boolean observe;
        public Predicate<Throwable> terminal = failure -> false;
        public String method = "Orders#on";
        public String generation;
        public Duration cacheMaxAge = Duration.ZERO;
        public DeliveryCounters counters = new DeliveryCounters();

        public GuardPolicy build() {
            return GuardPolicy.builder("orders.on", "idempotency:events:orders.on:", counters)
                    .keyForm(new KeyForm(generation, false))
                    .set(PolicyOverrides.ON_DUPLICATE, onDuplicate).set(PolicyOverrides.ON_IN_FLIGHT, onInFlight)
                    .set(PolicyOverrides.ON_MISSING_KEY, onMissingKey).set(PolicyOverrides.ON_STORE_FAILURE, onStoreFailure)
                    .set(PolicyOverrides.AFTER_CRASH, afterCrash).set(PolicyOverrides.TTL, Duration.ofMillis(60_000))
                    .set(PolicyOverrides.LEASE, Duration.ofMillis(3_000))
                    .set(PolicyOverrides.WAIT_TIMEOUT, Duration.ofMillis(10_000)).patient(patient)
                    .set(PolicyOverrides.MAX_ATTEMPTS, maxAttempts)
                    .set(PolicyOverrides.STORE_RETRY_TIMEOUT, Duration.ofMillis(5_000))
                    .set(PolicyOverrides.FENCE_STRICT, fenceStrict).resultNeeded(resultNeeded)
                    .set(PolicyOverrides.STORE_RESULT, storeResult).set(PolicyOverrides.CACHE_MAX_AGE, cacheMaxAge)
                    .set(PolicyOverrides.MODE, observe ? GuardMode.OBSERVE : GuardMode.GUARD).terminal(terminal).method(method)
                    .build();
        }
    }

    public Uni<String> deliver(Policy policy, @Nullable String key, GuardedBody<Uni<String>> body) {
        return deliverEvent(policy, new EventIdentity(key, "e-1", "order.placed"), body);
    }

    public Uni<String> deliverEvent(Policy policy, EventIdentity event, GuardedBody<Uni<String>> body) {
        return engine.handler(policy.build(), STRINGS).guard(event, () -> {
            bodies.incrementAndGet();
            return body.call();
        }, () -> HERE, () -> null);
    }

    /** Delivers the event to a body that ends as the given {@code Uni} does. */
    public UniAssertSubscriber<String> deliver(Uni<String> outcome) {
        return deliver(new Policy(), outcome);
    }

    public UniAssertSubscriber<String> deliver(Policy policy, Uni<String> outcome) {
        return deliver(policy, KEY, () -> outcome).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    public IdempotencyRecord record() {
        return RecordJson.parse(memory.get(STORE_KEY));
    }

    @Override
    public void met(GuardPolicy policy, @Nullable String key, DeliveryIncident incident) {
        if (incident == DeliveryIncident.WAIT) {
            beforeWaiting.run();
        }
    }

    @Override
    public void claimed(GuardPolicy policy, String key, @Nullable String eventId, @Nullable TraceContext trace, int attempt,
            @Nullable Takeover takeover) {
        reports.add("claimed " + attempt + " of " + eventId
                + (takeover == null ? "" : " from " + takeover.node() + " late " + takeover.lateMillis()));
    }

    @Override
    public void waited(GuardPolicy policy, String key, long nanos) {
        reports.add("waited " + nanos / 1_000_000);
    }

    @Override
    public void ended(GuardPolicy policy, @Nullable String key, @Nullable String eventId, @Nullable TraceContext trace,
            DeliveryOutcome outcome, int attempt, long nanos, @Nullable DeliveryFailure failure) {
        reports.add(outcome + " of " + eventId + (failure == null ? "" : " " + failure.type() + ": " + failure.text()));
    }

    @Override
    public void waitsOn(GuardPolicy policy, String key, long waitedMillis) {
        told.add("waits on after " + waitedMillis);
    }

    @Override
    public void leaseLost(GuardPolicy policy, String key) {
        told.add("lease lost");
    }

    @Override
    public void unguarded(GuardPolicy policy, @Nullable String key, @Nullable Throwable cause) {
        told.add(cause == null ? "unguarded without key" : "unguarded without store");
    }

    @Override
    public void resultNotStored(GuardPolicy policy, String key, @Nullable Throwable cause) {
        told.add(cause == null ? "result too large" : "result not written");
    }

    @Override
    public void observed(GuardPolicy policy, @Nullable String key, DeliveryOutcome wouldBe, @Nullable Throwable reason) {
        told.add(wouldBe + (reason == null ? "" : " " + reason.getClass().getSimpleName()));
    }

    @Override
    public void outcomeNotStored(GuardPolicy policy, String key, Throwable cause) {
        told.add("outcome not stored");
    }
}
