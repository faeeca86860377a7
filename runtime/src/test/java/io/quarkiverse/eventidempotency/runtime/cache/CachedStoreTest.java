package io.quarkiverse.eventidempotency.runtime.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.ManualClock;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Deliveries of a process with a near cache. */
class CachedStoreTest {

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger hits = new AtomicInteger();
    private final EngineFixture process = process();
    private final Policy policy = new Policy();

    {
        policy.cacheMaxAge = Duration.ofSeconds(30);
    }

    private EngineFixture process() {
        InstantSource wallClock = () -> Instant.ofEpochMilli(clock.millis());
        return new EngineFixture(clock, store -> CachedStore.of(store, new NearCache(1_000_000, clock::nanoTime), wallClock,
                scope -> {
                    assertThat(scope).isEqualTo("orders.on");
                    hits.incrementAndGet();
                }));
    }

    private UniAssertSubscriber<String> deliver(String result) {
        return process.deliver(policy, Uni.createFrom().item(result));
    }

    @Test
    void answersDuplicateOfOwnCompletionWithoutAStep() {
        deliver("first").assertItem("first");
        deliver("second").assertItem("first");
        assertThat(process.store.steps()).containsExactly("claim", "complete");
        assertThat(hits).hasValue(1);
        assertThat(process.bodies).hasValue(1);
    }

    @Test
    void doesNotTakeItsOwnAnswerForOneOfTheStore() {
        Policy proceeding = new Policy();
        proceeding.onStoreFailure = OnStoreFailure.PROCEED;
        deliver("first").assertItem("first");
        process.store.reportAway();
        clock.advance(6_000);

        deliver("second").assertItem("first");

        process.deliver(proceeding, "order-2", () -> Uni.createFrom().item("unguarded")).subscribe()
                .withSubscriber(UniAssertSubscriber.create()).assertItem("unguarded");
    }

    @Test
    void asksAgainAfterTheMaximumAge() {
        deliver("first");
        process.memory.clear(); // another process deletes the record
        clock.advance(29_999);
        deliver("second").assertItem("first");
        clock.advance(1);
        deliver("second").assertItem("second");
    }

    @Test
    void neverOutlivesTheRecord() {
        policy.cacheMaxAge = Duration.ofHours(1);
        deliver("first");
        clock.advance(59_999);
        deliver("second").assertItem("first");
        clock.advance(1);
        deliver("second").assertItem("second");
        assertThat(hits).hasValue(1);
    }

    /** The record's time began when it was stored, not when that was confirmed. */
    @Test
    void neverOutlivesARecordThatWasConfirmedLate() {
        policy.cacheMaxAge = Duration.ofHours(1);
        UniAssertSubscriber<String> first = process.deliver(policy, Uni.createFrom().emitter(body -> {
            process.store.loseReplies(3);
            body.complete("first");
        }));
        for (int i = 0; i < 30; i++) {
            clock.advance(100);
        }
        first.assertItem("first");
        clock.advance(57_000);
        deliver("second").assertItem("second");
        assertThat(hits).hasValue(0);
    }

    @Test
    void keepsARecordThatAnotherProcessCompleted() {
        EngineFixture other = process.anotherProcess();
        other.deliver(policy, Uni.createFrom().item("theirs"));
        clock.advance(40_000);
        deliver("mine").assertItem("theirs");
        deliver("mine").assertItem("theirs");
        assertThat(process.store.steps()).containsExactly("claim");
        clock.advance(20_000); // its time-to-live ends before the maximum age
        deliver("mine").assertItem("mine");
    }

    @Test
    void keepsNothingOfOtherScopes() {
        policy.cacheMaxAge = Duration.ZERO;
        deliver("first");
        deliver("second").assertItem("first");
        assertThat(process.store.steps()).containsExactly("claim", "complete", "claim");
    }

    @Test
    void keepsNoFailure() {
        process.deliver(policy, Uni.createFrom().failure(new IllegalStateException("no")));
        deliver("second").assertItem("second");
        assertThat(hits).hasValue(0);
    }

    /** Another process took over meanwhile, and its record stands. */
    @Test
    void keepsNoLostCompletion() {
        UniAssertSubscriber<String> late = process.deliver(policy, Uni.createFrom().emitter(body -> {
            clock.pause(3_001);
            process.anotherProcess().deliver(policy, Uni.createFrom().item("theirs"));
            body.complete("mine");
        }));
        late.assertItem("mine");
        deliver("third").assertItem("theirs");
        assertThat(hits).hasValue(0);
    }

    @Test
    void comparesFingerprints() {
        event("a").assertItem("ran");
        event("b").assertFailedWith(IdempotencyKeyReusedException.class);
        event("a").assertItem("ran");
        assertThat(hits).hasValue(2);
    }

    private UniAssertSubscriber<String> event(String fingerprint) {
        return process.deliverEvent(policy, new EventIdentity(EngineFixture.KEY, null, null, fingerprint, 0, null),
                () -> Uni.createFrom().item("ran")).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void generationsDoNotMix() {
        deliver("first");
        policy.generation = "2026-02";
        deliver("second").assertItem("second");
        assertThat(hits).hasValue(0);
    }

    @Test
    void answersDuplicatesWhileTheStoreIsUnreachable() {
        deliver("first");
        process.store.away(true);
        deliver("second").assertItem("first");
    }

    /** Nor is it noted as a duplicate's record, which the store is asked for in another way. */
    @Test
    void keepsNoFinalFailure() {
        policy.terminal = failure -> true;
        process.deliver(policy, Uni.createFrom().failure(new IllegalStateException("no")));
        for (int i = 0; i < 3; i++) {
            deliver("second").assertFailed();
        }
        assertThat(process.store.claims()).hasSize(4).noneMatch(ClaimRequest::exact);
    }

    @Test
    void answersDeliveriesThatWaitedForTheOwner() {
        List<UniEmitter<? super String>> body = new ArrayList<>();
        UniAssertSubscriber<String> owner = process.deliver(policy, Uni.createFrom().emitter(body::add));
        UniAssertSubscriber<String> waiter = deliver("second").assertNotTerminated();
        body.get(0).complete("first");
        owner.assertItem("first");
        waiter.assertItem("first");
        assertThat(deliver("third").getItem()).isEqualTo("first");
        assertThat(process.store.steps()).filteredOn("complete"::equals).hasSize(1);
        assertThat(hits).hasPositiveValue();
    }
}
