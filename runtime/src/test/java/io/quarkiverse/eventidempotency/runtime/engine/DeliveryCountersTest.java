package io.quarkiverse.eventidempotency.runtime.engine;

import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STORE_KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.util.EnumMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Each delivery that ends is counted once, as what it was; deliveries that go on are not. */
class DeliveryCountersTest {

    private final EngineFixture here = new EngineFixture();
    private final EngineFixture other = here.anotherProcess();
    private final Policy policy = new Policy();
    private final Map<DeliveryOutcome, Long> expected = new EnumMap<>(DeliveryOutcome.class);

    @SuppressWarnings("unchecked")
    private final UniEmitter<? super String>[] body = new UniEmitter[1];
    private final Uni<String> pending = Uni.createFrom().emitter(emitter -> body[0] = emitter);

    private static Uni<String> item(String item) {
        return Uni.createFrom().item(item);
    }

    private static Uni<String> failure() {
        return Uni.createFrom().failure(new IllegalStateException("no stock"));
    }

    private UniAssertSubscriber<String> deliver(Uni<String> outcome) {
        return here.deliver(policy, outcome);
    }

    /** A delivery by another process, which counts for itself. */
    private UniAssertSubscriber<String> deliverElsewhere(Uni<String> outcome) {
        RunningBody here = RunningBody.enter(null); // another process' thread knows nothing of the bodies of this one
        try {
            return other.deliver(outcome);
        } finally {
            RunningBody.enter(here);
        }
    }

    private void deliverWithoutKey() {
        here.deliver(policy, null, () -> item("one")).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private void deliverBlocking(String key, GuardedBody<String> body) {
        catchThrowable(
                () -> here.engine.handler(policy.build(), STRINGS).guardBlocking(new EventIdentity(key, null, null), body, null,
                        null));
    }

    private void deliverBlocking(IdempotencyStore store) {
        IdempotencyEngine engine = new IdempotencyEngine(store, here.clock, here,
                new EngineOptions("test", false, 100, true, Integer.MAX_VALUE, () -> null));
        catchThrowable(
                () -> engine.handler(policy.build(), STRINGS).guardBlocking(new EventIdentity(KEY, null, null), () -> "one",
                        null, null));
    }

    /** Expects what has been delivered since the last call to have ended so, and nothing else. */
    private void ended(DeliveryOutcome... outcomes) {
        for (DeliveryOutcome outcome : outcomes) {
            expected.merge(outcome, 1L, Long::sum);
        }
        for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
            assertThat(policy.counters.count(outcome)).as(outcome.name()).isEqualTo(expected.getOrDefault(outcome, 0L));
        }
    }

    @AfterEach
    void nothingIsCountedLater() {
        here.clock.advance(100_000);
        ended();
    }

    @Test
    void bodiesThatEnd() {
        deliver(pending);
        ended();
        body[0].complete("one");
        ended(DeliveryOutcome.COMPLETED);
        here.memory.clear();
        deliver(failure());
        ended(DeliveryOutcome.FAILED);
        deliver(item("one"));
        ended(DeliveryOutcome.COMPLETED);
        assertThat(policy.counters.count(DeliveryIncident.RETRY)).isOne();
        assertThat(policy.counters.count(DeliveryIncident.TAKEOVER)).isZero();
    }

    @Test
    void blockingBodiesThatEnd() {
        deliverBlocking(KEY, () -> {
            throw new IllegalStateException("no stock");
        });
        ended(DeliveryOutcome.FAILED);
        deliverBlocking(KEY, () -> "one");
        ended(DeliveryOutcome.COMPLETED);
    }

    @Test
    void duplicates() {
        deliver(item("one"));
        deliver(item("two"));
        policy.onDuplicate = OnDuplicate.SKIP;
        deliver(item("two"));
        policy.onDuplicate = OnDuplicate.FAIL;
        deliver(item("two"));
        ended(DeliveryOutcome.COMPLETED, DeliveryOutcome.REPLAYED, DeliveryOutcome.DUPLICATE_SKIPPED,
                DeliveryOutcome.DUPLICATE_REJECTED);
    }

    @Test
    void blockingDuplicates() {
        deliverBlocking(KEY, () -> "one");
        deliverBlocking(KEY, () -> "two");
        policy.onDuplicate = OnDuplicate.SKIP;
        deliverBlocking(KEY, () -> "two");
        policy.onDuplicate = OnDuplicate.FAIL;
        deliverBlocking(KEY, () -> "two");
        ended(DeliveryOutcome.COMPLETED, DeliveryOutcome.REPLAYED, DeliveryOutcome.DUPLICATE_SKIPPED,
                DeliveryOutcome.DUPLICATE_REJECTED);
    }

    @Test
    void resultsThatAreNotThere() {
        policy.resultNeeded = false;
        deliver(item(""));
        ended(DeliveryOutcome.COMPLETED);
        policy.resultNeeded = true;
        deliver(item("two"));
        deliverBlocking(KEY, () -> "two");
        ended(DeliveryOutcome.RESULT_UNAVAILABLE, DeliveryOutcome.RESULT_UNAVAILABLE);
        policy.resultNeeded = false;
        deliver(item("two"));
        ended(DeliveryOutcome.REPLAYED);

        here.memory.clear();
        deliver(item("x".repeat(99)));
        ended(DeliveryOutcome.COMPLETED);
        assertThat(policy.counters.count(DeliveryIncident.RESULT_NOT_STORED)).isEqualTo(2);
    }

    @Test
    void eventsInFlight() {
        deliverElsewhere(pending);
        policy.onInFlight = OnInFlight.FAIL;
        deliver(item("two"));
        deliverBlocking(KEY, () -> "two");
        ended(DeliveryOutcome.IN_FLIGHT_REJECTED, DeliveryOutcome.IN_FLIGHT_REJECTED);
        policy.onInFlight = OnInFlight.SKIP;
        deliver(item("two"));
        deliverBlocking(KEY, () -> "two");
        ended(DeliveryOutcome.IN_FLIGHT_SKIPPED, DeliveryOutcome.IN_FLIGHT_SKIPPED);
        assertThat(policy.counters.count(DeliveryIncident.WAIT)).isZero();
    }

    @Test
    void waitingIsCountedOnceAndEndsAsWhatComesOfIt() {
        deliver(pending);
        deliver(item("two"));
        UniAssertSubscriber<String> third = deliver(item("three"));
        here.clock.advance(5_000);
        assertThat(policy.counters.count(DeliveryIncident.WAIT)).isEqualTo(2);
        third.cancel();
        ended(DeliveryOutcome.CANCELLED);
        body[0].complete("one");
        here.clock.advance(1_100);
        ended(DeliveryOutcome.COMPLETED, DeliveryOutcome.REPLAYED);
    }

    @Test
    void waitingInVain() {
        deliver(pending);
        deliver(item("two"));
        here.clock.advance(10_100);
        ended(DeliveryOutcome.IN_FLIGHT_REJECTED);
        body[0].complete("one");
        ended(DeliveryOutcome.COMPLETED);
    }

    @Test
    void takeoverAndLostLease() {
        deliver(pending);
        here.clock.pause(3_001);
        deliver(item("two")); // by this process too, so that it counts here
        ended(DeliveryOutcome.COMPLETED);
        assertThat(policy.counters.count(DeliveryIncident.TAKEOVER)).isOne();
        assertThat(policy.counters.count(DeliveryIncident.RETRY)).isZero();
        body[0].complete("one");
        ended(DeliveryOutcome.LEASE_LOST);
    }

    @Test
    void takeoverWhoseFirstRenewalFailsCountsOnce() {
        deliverElsewhere(Uni.createFrom().nothing());
        here.clock.pause(3_001);
        here.store.holdReplies();
        deliver(item("two"));
        here.clock.pause(1_500); // the claim is to be renewed first
        here.store.away(true);
        here.store.releaseReplies();
        here.store.away(false);
        here.clock.advance(1_000);
        ended(DeliveryOutcome.COMPLETED);
        assertThat(policy.counters.count(DeliveryIncident.TAKEOVER)).isOne();
        assertThat(policy.counters.count(DeliveryIncident.RETRY)).isZero();
    }

    @Test
    void lostLeaseOfBodiesThatFailOrBlock() {
        deliver(pending);
        here.clock.pause(3_001);
        deliverElsewhere(item("two"));
        body[0].fail(new IllegalStateException("late"));
        ended(DeliveryOutcome.LEASE_LOST);

        here.memory.clear();
        deliverBlocking(KEY, () -> {
            here.clock.pause(3_001);
            deliverElsewhere(item("two"));
            return "one";
        });
        ended(DeliveryOutcome.LEASE_LOST);
    }

    @Test
    void missingKeys() {
        deliverWithoutKey();
        deliverBlocking("", () -> "one");
        ended(DeliveryOutcome.MISSING_KEY, DeliveryOutcome.MISSING_KEY);
        policy.onMissingKey = OnMissingKey.PROCEED;
        deliverWithoutKey();
        deliverBlocking("", () -> "one");
        here.deliver(policy, null, DeliveryCountersTest::failure).subscribe().withSubscriber(UniAssertSubscriber.create());
        ended(DeliveryOutcome.UNGUARDED_NO_KEY, DeliveryOutcome.UNGUARDED_NO_KEY, DeliveryOutcome.UNGUARDED_NO_KEY);
    }

    @Test
    void storeAwayAtTheClaim() {
        here.store.away(true);
        deliver(item("one"));
        ended();
        here.clock.advance(6_100);
        ended(DeliveryOutcome.STORE_UNAVAILABLE);
        policy.onStoreFailure = OnStoreFailure.PROCEED;
        deliver(item("one"));
        here.clock.advance(6_100);
        ended(DeliveryOutcome.UNGUARDED_NO_STORE);
        deliver(failure());
        here.clock.advance(6_100);
        ended(DeliveryOutcome.UNGUARDED_NO_STORE);
    }

    @Test
    void storeAwayAtTheEnd() {
        for (OnStoreFailure onStoreFailure : OnStoreFailure.values()) {
            policy.onStoreFailure = onStoreFailure;
            here.memory.clear();
            deliver(pending);
            here.store.away(true);
            body[0].complete("one");
            here.clock.advance(6_100);
            ended(DeliveryOutcome.NOT_STORED);
            here.store.away(false);
        }
        here.memory.clear();
        deliver(pending);
        here.store.away(true);
        body[0].fail(new IllegalStateException("no stock"));
        here.clock.advance(6_100);
        ended(DeliveryOutcome.NOT_STORED);
        here.store.away(false);
    }

    @Test
    void eventsThatAreHeld() {
        deliverElsewhere(pending);
        here.clock.pause(3_001);
        policy.afterCrash = AfterCrash.QUARANTINE;
        deliver(item("two"));
        deliver(item("two"));
        ended(DeliveryOutcome.QUARANTINED, DeliveryOutcome.QUARANTINED);

        here.memory.clear();
        policy.maxAttempts = 1;
        deliver(failure());
        deliver(item("two"));
        ended(DeliveryOutcome.FAILED, DeliveryOutcome.ATTEMPTS_EXHAUSTED);
        assertThat(policy.counters.count(DeliveryIncident.TAKEOVER)).isZero();
    }

    @Test
    void eventsThatAreRefused() {
        here.memory.put(STORE_KEY, "surprise", 60_000);
        deliver(item("one"));
        ended(DeliveryOutcome.FOREIGN_RECORD);
        here.memory.put(STORE_KEY, "{\"status\":\"failed\",\"owner\":\"x\",\"scope\":\"orders.on\",\"retryable\":false,"
                + "\"error_type\":\"org.acme.OutOfStock\"}", 60_000);
        deliver(item("one"));
        deliverBlocking(KEY, () -> "one");
        ended(DeliveryOutcome.FAILURE_REPLAYED, DeliveryOutcome.FAILURE_REPLAYED);
        deliverBlocking(new Answering(ClaimReply.reused(RecordContent.of("{}"))));
        ended(DeliveryOutcome.KEY_REUSED);
    }

    @Test
    void cancelledDeliveries() {
        here.store.holdReplies();
        deliver(item("one")).cancel();
        ended(DeliveryOutcome.CANCELLED);
        here.store.releaseReplies(); // its claim is given back, which is no end of any delivery
        ended();

        UniAssertSubscriber<String> running = deliver(pending);
        running.cancel();
        running.cancel();
        ended(DeliveryOutcome.CANCELLED);

        here.memory.clear();
        UniAssertSubscriber<String> settling = deliver(pending);
        here.store.holdReplies();
        body[0].complete("one");
        settling.cancel();
        ended(); // the body has ended: how, the store will tell
        here.store.releaseReplies();
        ended(DeliveryOutcome.COMPLETED);
    }

    @Test
    void interruptedWaiter() throws Exception {
        deliverElsewhere(Uni.createFrom().nothing());
        Thread waiter = new Thread(() -> deliverBlocking(KEY, () -> "two"));
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.WAITING);
        waiter.interrupt();
        waiter.join(20_000);
        ended(DeliveryOutcome.CANCELLED);
    }

    /** A store that answers every claim alike. */
    private record Answering(ClaimReply reply) implements IdempotencyStore {

        @Override
        public Uni<ClaimReply> claim(ClaimRequest request) {
            return Uni.createFrom().item(reply);
        }

        @Override
        public Uni<SettleReply> settle(SettleRequest request) {
            throw new AssertionError("nothing was claimed");
        }

        @Override
        public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
            throw new AssertionError("nothing was claimed");
        }
    }
}
