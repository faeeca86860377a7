package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.SameThread;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/** Batches whose elements, bodies or callers do not behave as usual. */
class BatchDeliveryTest {

    private final EngineFixture here = new EngineFixture();
    private final Policy policy = new Policy();
    private final List<List<String>> bodies = new ArrayList<>();

    private static BatchEvents events(@Nullable String... keys) {
        return new BatchEvents(Arrays.stream(keys).map(key -> new EventIdentity(key, null, null)).toList(), Map.of(), true);
    }

    private Uni<List<String>> deliver(EngineFixture process, Caller caller, BatchEvents events,
            BatchBody<Uni<List<String>>> body) {
        return process.engine.handler(policy.build(), STRINGS).guardAll(() -> events, chosen -> {
            bodies.add(Arrays.stream(chosen).mapToObj(i -> String.valueOf(events.identities().get(i).key())).toList());
            return body.call(chosen);
        }, () -> caller, () -> null);
    }

    private UniAssertSubscriber<List<String>> delivered(EngineFixture process, BatchEvents events,
            BatchBody<Uni<List<String>>> body) {
        return deliver(process, new SameThread(), events, body).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static Uni<List<String>> done(int[] chosen) {
        return Uni.createFrom().item(Arrays.stream(chosen).mapToObj(i -> "r" + i).toList());
    }

    private IdempotencyRecord record(String key) {
        return Objects.requireNonNull(RecordJson.parse(here.memory.get("idempotency:events:orders.on:" + key)));
    }

    @Test
    void failsElementsWhoseResultsCannotBeRead() {
        UniAssertSubscriber<List<String>> batch = delivered(here, events("a", "b"), chosen -> Uni.createFrom().item(
                new AbstractList<>() {
                    @Override
                    public String get(int index) {
                        if (index == 1) {
                            throw new IllegalStateException("no session");
                        }
                        return "one";
                    }

                    @Override
                    public int size() {
                        return 2;
                    }
                }));

        batch.assertFailedWith(IllegalStateException.class, "no session");
        assertThat(record("a").status()).isEqualTo(RecordStatus.FAILED);
        assertThat(record("b").status()).isEqualTo(RecordStatus.FAILED);
        assertThat(here.engine.leases().held()).isEmpty();
    }

    @Test
    void releasesElementsOfCancelledBatchWithoutCountingTheirAttempts() {
        policy.terminal = failure -> true;
        UniAssertSubscriber<String> elsewhere = here.deliver(policy, "b", () -> Uni.createFrom().nothing()).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        List<UniEmitter<? super List<String>>> running = new ArrayList<>();
        UniAssertSubscriber<List<String>> batch = delivered(here, events("a", "b"),
                chosen -> Uni.createFrom().emitter(running::add));
        elsewhere.cancel(); // its lease ends, and the batch takes b over while its body runs for a
        here.clock.advance(10_000);
        assertThat(record("b").attempt()).isEqualTo(2);

        batch.cancel();

        assertThat(record("b")).satisfies(released -> {
            assertThat(released.status()).isEqualTo(RecordStatus.FAILED);
            assertThat(released.retryable()).isTrue();
            assertThat(released.attempt()).isEqualTo(1);
        });
        assertThat(bodies).containsExactly(List.of("a"));
        batch.assertNotTerminated();
    }

    @Test
    void notifiesNobodyOfWhatIsSettledAfterCancellation() {
        List<UniEmitter<? super List<String>>> running = new ArrayList<>();
        UniAssertSubscriber<List<String>> left = delivered(here, events("c"),
                chosen -> Uni.createFrom().emitter(running::add));
        here.store.holdReplies();
        running.get(0).complete(List.of("c"));
        left.cancel();
        here.store.releaseReplies();

        left.assertNotTerminated();
        assertThat(record("c").status()).isEqualTo(RecordStatus.COMPLETED);
    }

    @Test
    void callsNoBodyForBatchThatIsCancelledAtOnce() {
        policy.onMissingKey = OnMissingKey.PROCEED;
        AtomicBoolean notified = new AtomicBoolean();
        deliver(here, new SameThread(), events("a", null), BatchDeliveryTest::done)
                .subscribe().withSubscriber(new UniSubscriber<List<String>>() {

                    @Override
                    public void onSubscribe(UniSubscription subscription) {
                        subscription.cancel();
                    }

                    @Override
                    public void onItem(List<String> item) {
                        notified.set(true);
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        notified.set(true);
                    }
                });

        assertThat(bodies).isEmpty();
        assertThat(here.store.steps()).isEmpty();
        assertThat(notified).isFalse();
    }

    @Test
    void releasesElementsWhenNoWorkerTakesThem() {
        Caller busy = new Caller() {

            @Override
            public boolean mayBlock() {
                return false;
            }

            @Override
            public Executor worker() {
                return this;
            }

            @Override
            public void execute(Runnable task) {
                throw new RejectedExecutionException("full");
            }
        };
        policy.terminal = failure -> true;
        here.store.holdReplies();
        UniAssertSubscriber<List<String>> batch = deliver(here, busy, events("a"), BatchDeliveryTest::done).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        here.store.releaseReplies();

        assertThat(batch.awaitFailure().getFailure()).isInstanceOf(BatchItemFailures.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(record("a").retryable()).isTrue();
        assertThat(record("a").attempt()).isZero();
        assertThat(bodies).isEmpty();
    }

    @Test
    void runsOthersWhenElementThatWaitedHasToWaitAgain() {
        policy.patient = true;
        EngineFixture other = here.anotherProcess();
        UniAssertSubscriber<String> b = other.deliver(policy, "b", () -> Uni.createFrom().nothing()).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<String> c = other.deliver(policy, "c", () -> Uni.createFrom().nothing()).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        List<UniEmitter<? super List<String>>> running = new ArrayList<>();
        UniAssertSubscriber<List<String>> batch = delivered(here, events("a", "b", "c"),
                chosen -> Uni.createFrom().emitter(running::add));
        b.cancel();
        c.cancel();
        here.clock.advance(4_500);
        assertThat(record("b").attempt()).isEqualTo(2);
        assertThat(record("c").attempt()).isEqualTo(2);
        here.clock.pause(10_000); // all leases end, and another process takes one of them over
        other.deliver(policy, "b", () -> Uni.createFrom().nothing()).subscribe().withSubscriber(UniAssertSubscriber.create());
        assertThat(record("b").attempt()).isEqualTo(3);

        running.get(0).complete(List.of("a"));

        assertThat(bodies).containsExactly(List.of("a"), List.of("c"));
        batch.assertNotTerminated();
    }

    @Test
    void runsElementUnguardedWhoseLeaseCannotBeConfirmed() {
        policy.onStoreFailure = OnStoreFailure.PROCEED;
        EngineFixture other = here.anotherProcess();
        UniAssertSubscriber<String> b = other.deliver(policy, "b", () -> Uni.createFrom().nothing()).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        List<UniEmitter<? super List<String>>> running = new ArrayList<>();
        List<Boolean> guarded = new ArrayList<>();
        UniAssertSubscriber<List<String>> batch = delivered(here, events("a", "b"), chosen -> {
            guarded.add(RunningBody.here().isGuarded());
            return running.isEmpty() ? Uni.createFrom().emitter(running::add) : done(chosen);
        });
        b.cancel();
        here.clock.advance(4_500);
        here.clock.pause(10_000);
        here.store.away(true);
        running.get(0).complete(List.of("a"));
        here.clock.advance(20_000);

        assertThat(bodies).containsExactly(List.of("a"), List.of("b"));
        assertThat(guarded).containsExactly(true, false);
    }

    @Test
    void completesNothingWhenBodyPassesFailuresOfAnotherBatchOn() {
        Policy inner = new Policy();
        UniAssertSubscriber<List<String>> batch = delivered(here, events("a", "b"), chosen -> here.engine
                .handler(inner.build(), STRINGS).guardAll(() -> events("x", "y"), some -> {
                    throw new BatchItemFailures(Map.of(1, new IllegalStateException("no stock")), List.of("x", "y"));
                }, SameThread::new, () -> null));

        assertThat(batch.awaitFailure().getFailure()).isInstanceOf(BatchItemFailures.class);
        assertThat(record("x").status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(record("y").status()).isEqualTo(RecordStatus.FAILED);
        assertThat(record("a").status()).isEqualTo(RecordStatus.FAILED);
        assertThat(record("b").status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    void failsAllElementsWhenBodyReportsOneWithoutReason() {
        UniAssertSubscriber<List<String>> batch = delivered(here, events("a", "b"), chosen -> {
            Map<Integer, Throwable> failures = new HashMap<>(Map.of(0, new IllegalStateException("no stock")));
            failures.put(1, new IllegalStateException("no stock").getCause());
            throw new BatchItemFailures(failures, List.of("a", "b"));
        });

        batch.assertFailedWith(IllegalArgumentException.class, "The failure of the element 1 is null");
        assertThat(record("b").status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    void tellsFailuresThatCannotBeDescribed() {
        UniAssertSubscriber<List<String>> batch = delivered(here, events("a", "b"), chosen -> {
            throw new BatchItemFailures(Map.of(1, new IllegalStateException() {
                @Override
                public String getMessage() {
                    throw new UnsupportedOperationException("no message");
                }
            }), List.of("a", "b"));
        });

        assertThat(batch.awaitFailure().getFailure()).isInstanceOf(BatchItemFailures.class);
        assertThat(record("a").status()).isEqualTo(RecordStatus.COMPLETED);
    }

    @Test
    void runsOneOfSeveralEventsWithTheSameKeyAgainWhenItsCompletionIsNotStored() {
        policy.onStoreFailure = OnStoreFailure.PROCEED;
        List<UniEmitter<? super List<String>>> running = new ArrayList<>();
        UniAssertSubscriber<List<String>> batch = delivered(here, events("a", "a", "a"),
                chosen -> running.isEmpty() ? Uni.createFrom().emitter(running::add) : done(chosen));
        here.store.away(true);
        running.get(0).complete(List.of("r0"));
        here.clock.advance(20_000);

        batch.assertCompleted().assertItem(List.of("r0", "r1", "r1"));
        assertThat(bodies).containsExactly(List.of("a"), List.of("a"));
    }

    @Test
    void answersDuplicateWithTheRightFingerprintAfterOneWithAnother() {
        here.deliverEvent(policy, new EventIdentity("a", null, null, "5 EUR", 0, null), () -> Uni.createFrom().item("first"))
                .subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted();
        BatchEvents events = new BatchEvents(List.of(new EventIdentity("a", null, null, "9 EUR", 0, null),
                new EventIdentity("a", null, null, "5 EUR", 0, null)), Map.of(), true);

        UniAssertSubscriber<List<String>> batch = delivered(here, events, BatchDeliveryTest::done);

        assertThat(batch.awaitFailure().getFailure()).isInstanceOfSatisfying(BatchItemFailures.class, failed -> {
            assertThat(failed.failures()).containsOnlyKeys(0);
            assertThat(failed.failures().get(0)).isInstanceOf(IdempotencyKeyReusedException.class);
            assertThat(failed.results()).isEqualTo(Arrays.asList(null, "first"));
        });
        assertThat(bodies).isEmpty();
    }

    @Test
    void failsWhenTransactionCannotBeTold() {
        Uni<List<String>> batch = here.engine.handler(policy.build(), STRINGS).guardAll(() -> events("a"),
                BatchDeliveryTest::done,
                SameThread::new, () -> {
                    throw new IllegalStateException("no transaction manager");
                });
        batch.subscribe().withSubscriber(UniAssertSubscriber.create()).assertFailedWith(IllegalStateException.class,
                "no transaction manager");
    }

    @Test
    void reportsThatNoElementWaitsBeforeBodyIsCalledForTheLast() throws Exception {
        UniAssertSubscriber<String> elsewhere = here.deliver(policy, "b", () -> Uni.createFrom().nothing()).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        List<String> calls = new ArrayList<>();
        List<String> results = here.engine.handler(policy.build(), STRINGS).guardAllBlocking(events("a", "b"),
                new BatchBody<List<String>>() {

                    @Override
                    public List<String> call(int[] chosen) {
                        calls.add(Arrays.toString(chosen));
                        elsewhere.cancel();
                        here.clock.advance(10_000); // its lease ends
                        return List.of("r" + chosen[0]);
                    }

                    @Override
                    public void decided() {
                        calls.add("decided");
                    }
                }, null, true);

        assertThat(calls).containsExactly("[0]", "decided", "[1]");
        assertThat(results).containsExactly("r0", "r1");
    }

    @Test
    void givesThreadBackThatAnInterruptedBatchWaitedWith() throws Exception {
        EngineFixture other = here.anotherProcess();
        other.deliver(policy, "a", () -> Uni.createFrom().nothing()).subscribe().withSubscriber(UniAssertSubscriber.create());
        int permits = here.engine.waitingThreads().availablePermits();
        here.store.holdReplies();
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(() -> {
            try {
                here.engine.handler(policy.build(), STRINGS).guardAllBlocking(events("a"), chosen -> List.of("one"), null,
                        false);
            } catch (Throwable e) {
                thrown[0] = e;
            }
        });
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        thread.interrupt();
        thread.join(30_000);
        here.store.releaseReplies();

        assertThat(thrown[0]).isInstanceOf(BatchItemFailures.class).hasCauseInstanceOf(CancellationException.class);
        assertThat(here.engine.waitingThreads().availablePermits()).isEqualTo(permits);
    }
}
