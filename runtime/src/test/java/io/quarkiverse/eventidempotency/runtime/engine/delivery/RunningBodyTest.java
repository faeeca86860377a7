package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.SameThread;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

/** What a body knows of its run, and that it cannot wait for itself. */
class RunningBodyTest {

    private final EngineFixture here = new EngineFixture();
    private final Policy policy = new Policy();

    @AfterEach
    void nothingIsLeftOnTheThread() {
        assertThat(IdempotencyContext.isActive()).isFalse();
    }

    private UniAssertSubscriber<String> deliver(GuardedBody<Uni<String>> body) {
        return here.deliver(policy, KEY, body).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private String deliverBlocking(String key, GuardedBody<String> body) throws Exception {
        return here.engine.handler(policy.build(), STRINGS).guardBlocking(new EventIdentity(key, null, null), body, null,
                null);
    }

    private static String told() {
        IdempotencyContext context = IdempotencyContext.current();
        return context.scope() + " " + context.key() + " " + context.attempt() + " " + context.isGuarded();
    }

    @Test
    void bodyKnowsItsKeyAttemptAndFence() throws Exception {
        deliver(() -> Uni.createFrom().item(told())).assertItem("orders.on " + KEY + " 1 true");
        assertThat(deliverBlocking("2", RunningBodyTest::told)).isEqualTo("orders.on 2 1 true");
        long[] fence = new long[1];
        deliverBlocking("3", () -> {
            fence[0] = IdempotencyContext.current().fence();
            return "x";
        });
        assertThat(fence[0]).isPositive();
    }

    @Test
    void retryIsAnotherAttemptWithALargerFenceAndTheSameDownstreamKey() {
        long[] fences = new long[2];
        String[] keys = new String[2];
        for (int i = 0; i < 2; i++) {
            int attempt = i;
            deliver(() -> {
                fences[attempt] = IdempotencyContext.current().fence();
                keys[attempt] = IdempotencyContext.current().downstreamKey("payment");
                assertThat(IdempotencyContext.current().attempt()).isEqualTo(attempt + 1);
                return Uni.createFrom().failure(new IllegalStateException("again"));
            });
        }
        assertThat(fences[1]).isGreaterThan(fences[0]);
        assertThat(keys[0]).isEqualTo(keys[1]).matches("[0-9a-f]{64}");
    }

    @Test
    void downstreamKeyIsOfOneEventAndOneName() throws Exception {
        String[] keys = new String[3];
        deliverBlocking("a", () -> keys[0] = IdempotencyContext.current().downstreamKey("x"));
        deliverBlocking("ax", () -> keys[1] = IdempotencyContext.current().downstreamKey(""));
        deliverBlocking("b", () -> keys[2] = IdempotencyContext.current().downstreamKey("x"));
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void unguardedBodyKnowsThatItIs() throws Exception {
        policy.onMissingKey = OnMissingKey.PROCEED;
        assertThat(deliverBlocking("", RunningBodyTest::told)).isEqualTo("orders.on null 0 false");
        assertThatThrownBy(() -> deliverBlocking("", () -> IdempotencyContext.current().downstreamKey("x")))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("on-missing-key=proceed");
    }

    @Test
    void thereIsNoneOutsideOfABody() {
        assertThatThrownBy(IdempotencyContext::current).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No guarded body is running here");
        UniEmitter<?>[] emitter = new UniEmitter<?>[1];
        UniAssertSubscriber<Boolean> after = here.deliver(policy, KEY, () -> Uni.createFrom().emitter(e -> emitter[0] = e))
                .map(x -> IdempotencyContext.isActive()).subscribe().withSubscriber(UniAssertSubscriber.create());
        @SuppressWarnings("unchecked")
        UniEmitter<String> body = (UniEmitter<String>) emitter[0];
        assertThat(IdempotencyContext.isActive()).as("the body's method has returned").isFalse();
        body.complete("x");
        after.assertItem(false);
        deliver(() -> Uni.createFrom().item("never")).assertItem("x");
    }

    /** As the messages of a channel whose consumer sends the next one before it has ended. */
    @Test
    void bodiesThatHaveEndedAreNotHeldByThoseThatTheyCalled() {
        List<WeakReference<IdempotencyContext>> bodies = new ArrayList<>();
        UniEmitter<? super String> before = next(bodies, 0, null);
        for (int i = 1; i < 50; i++) {
            before = next(bodies, i, before);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return bodies.stream().filter(body -> body.get() != null).count() < 5;
        });
        before.complete("x");
    }

    /** Runs a body that is called from the one that the emitter ends, which ends when this one has begun. */
    private UniEmitter<? super String> next(List<WeakReference<IdempotencyContext>> bodies, int n,
            @Nullable UniEmitter<? super String> before) {
        List<UniEmitter<? super String>> emitter = new ArrayList<>();
        RunningBody outer = n == 0 ? null : (RunningBody) bodies.get(n - 1).get();
        RunningBody none = RunningBody.enter(outer);
        try {
            here.deliver(policy, "k" + n, () -> {
                bodies.add(new WeakReference<>(IdempotencyContext.current()));
                return Uni.createFrom().emitter(emitter::add);
            }).subscribe().with(x -> {
            });
        } finally {
            RunningBody.enter(none);
        }
        if (before != null) {
            before.complete("x");
        }
        return emitter.get(0);
    }

    @Test
    void bodyThatClaimsItsOwnKeyFailsAtOnce() {
        Policy inner = new Policy();
        inner.method = "Audit#on";
        deliver(() -> here.deliver(inner, KEY, () -> Uni.createFrom().item("inner")))
                .assertFailedWith(NestedClaimException.class, "Audit#on claims the key that Orders#on");
        assertThat(here.bodies).hasValue(1);
        assertThat(here.record().status()).hasToString("FAILED");
        assertThat(inner.counters.count(DeliveryOutcome.NESTED)).isOne();

        assertThatThrownBy(() -> deliverBlocking("2", () -> deliverBlocking("2", () -> "inner")))
                .isInstanceOf(NestedClaimException.class).hasMessageContaining("Orders#on claims the key that Orders#on");
    }

    @Test
    void anyBodyAroundItCounts() {
        assertThatThrownBy(() -> deliverBlocking("1", () -> deliverBlocking("2", () -> deliverBlocking("1", () -> "inner"))))
                .isInstanceOf(NestedClaimException.class);
    }

    @Test
    void bodyMayClaimAnotherKeyAndItsOwnOnceItHasEnded() throws Exception {
        assertThat(deliverBlocking("1", () -> deliverBlocking("2", RunningBodyTest::told))).isEqualTo("orders.on 2 1 true");
        assertThat(deliverBlocking("3", () -> {
            deliverBlocking("4", () -> "x");
            return deliverBlocking("4", () -> "y");
        })).isEqualTo("x");
        assertThat(deliverBlocking("5", () -> {
            deliverBlocking("6", () -> "x");
            return told();
        })).as("put back after an inner one").isEqualTo("orders.on 5 1 true");
    }

    @Test
    void bodyOfBatchMayClaimOtherKeysThanThoseOfItsElements() throws Exception {
        policy.onInFlight = OnInFlight.FAIL;
        List<EventIdentity> elements = IntStream.range(0, 10_000)
                .mapToObj(i -> new EventIdentity("outer-" + i, null, null)).toList();
        List<String> ran = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Handler<String> handler = here.engine.handler(policy.build(), STRINGS);
        handler.guardAllBlocking(new BatchEvents(List.copyOf(elements), Map.of(), false), chosen -> {
            for (int i = 0; i < elements.size(); i++) {
                for (String key : List.of("inner-" + i, "outer-" + i)) {
                    try {
                        deliverBlocking(key, () -> "x");
                        ran.add(key);
                    } catch (NestedClaimException e) {
                        refused.add(key);
                    }
                }
            }
            return null;
        }, null, false);

        assertThat(ran).isEqualTo(IntStream.range(0, 10_000).mapToObj(i -> "inner-" + i).toList());
        assertThat(refused).isEqualTo(elements.stream().map(EventIdentity::key).toList());
    }

    @Test
    void bodyOfBatchMayClaimKeyOfElementThatHasEnded() {
        List<UniEmitter<? super List<String>>> running = new ArrayList<>();
        RunningBody[] body = new RunningBody[1];
        here.engine.handler(policy.build(), STRINGS).guardAll(
                () -> new BatchEvents(List.of(new EventIdentity(KEY, null, null), new EventIdentity("2", null, null)),
                        Map.of(), true),
                chosen -> {
                    body[0] = RunningBody.here();
                    return Uni.createFrom().emitter(running::add);
                }, SameThread::new, () -> null).subscribe().with(results -> {
                });
        RunningBody before = RunningBody.enter(body[0]);
        try {
            deliver(() -> Uni.createFrom().item("inner")).assertFailedWith(NestedClaimException.class);
            running.get(0).complete(List.of("one", "two"));
            deliver(() -> Uni.createFrom().item("inner")).assertItem("one");
        } finally {
            RunningBody.enter(before);
        }
    }

    @Test
    void aDeliveryBesideABodyWaitsForIt() {
        UniEmitter<?>[] emitter = new UniEmitter<?>[1];
        UniAssertSubscriber<String> first = deliver(() -> Uni.createFrom().emitter(e -> emitter[0] = e));
        UniAssertSubscriber<String> second = deliver(() -> Uni.createFrom().item("two"));
        second.assertNotTerminated();
        @SuppressWarnings("unchecked")
        UniEmitter<String> body = (UniEmitter<String>) emitter[0];
        body.complete("one");
        first.assertItem("one");
        here.clock.advance(1_000);
        second.assertItem("one");
    }

    @Test
    void bodyThatNothingIsClaimedForHasAContextToo() {
        policy.generation = "g2";
        RunningBody unguarded = RunningBody.unguarded(policy.build(), KEY);
        assertThat(unguarded.key()).isEqualTo("g2/" + KEY);
        assertThat(List.of(unguarded.attempt(), unguarded.fence(), unguarded.isGuarded())).containsExactly(0, 0L, false);
        assertThat(RunningBody.unguarded(policy.build(), null).key()).isNull();
        assertThat(RunningBody.unguarded(policy.build(), "").key()).isNull();

        // made in the body, as a method makes its Uni
        RunningBody before = RunningBody.enter(unguarded);
        Uni<String> made = Uni.createFrom().item(RunningBodyTest::told);
        Uni<String> madeToFail = Uni.createFrom().failure(() -> new IllegalStateException(told()));
        RunningBody.enter(before);
        Uni<String> uni = unguarded.during(made);
        assertThat(uni.map(told -> told + IdempotencyContext.isActive()).await().indefinitely())
                .isEqualTo("orders.on g2/" + KEY + " 0 falsefalse");
        Uni<String> failing = unguarded.during(madeToFail);
        assertThat(failing.onFailure().recoverWithItem(failure -> failure.getMessage() + IdempotencyContext.isActive())
                .await().indefinitely()).isEqualTo("orders.on g2/" + KEY + " 0 falsefalse");
    }

    @Test
    void bodyAroundOneThatNothingIsClaimedForStillHoldsItsKey() {
        assertThatThrownBy(() -> deliverBlocking("1", () -> {
            RunningBody before = RunningBody.enter(RunningBody.unguarded(policy.build(), "2"));
            try {
                return deliverBlocking("1", () -> "inner");
            } finally {
                RunningBody.enter(before);
            }
        })).isInstanceOf(NestedClaimException.class);
    }

    @Test
    void refusalsHaveNoContext() {
        assertThatThrownBy(() -> deliverBlocking("", () -> "x")).isInstanceOf(MissingIdempotencyKeyException.class);
    }
}
