package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.EngineOptions;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.SameThread;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/**
 * Deliveries that wait for another one or for the store: their wake-up, what they hold meanwhile, and their end with the
 * engine.
 */
class WaitingDeliveriesTest {

    private final EngineFixture here = new EngineFixture();
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    private static Policy consumer() {
        Policy policy = new Policy();
        policy.patient = true;
        return policy;
    }

    /** A delivery whose body is in flight until {@link #outcome} completes. */
    private UniAssertSubscriber<String> owner() {
        return here.deliver(Uni.createFrom().completionStage(outcome));
    }

    private UniAssertSubscriber<String> duplicate() {
        return here.deliver(Uni.createFrom().item("again"));
    }

    // Woken

    @Test
    void isAnsweredBySettlementOfThisProcessWithoutAskingTheStore() {
        owner();
        List<UniAssertSubscriber<String>> duplicates = Stream.generate(this::duplicate).limit(50).toList();
        int asked = here.store.claims().size();

        outcome.complete("one");

        duplicates.forEach(duplicate -> duplicate.assertItem("one"));
        assertThat(here.store.claims()).hasSize(asked);
        here.clock.advance(20_000);
        assertThat(here.store.claims()).hasSize(asked);
    }

    @Test
    void nobodyAsksWhileTheOwnerIsInThisProcess() {
        owner();
        List<UniAssertSubscriber<String>> duplicates = Stream.generate(this::duplicate).limit(10_000).toList();
        here.clock.advance(9_500); // more than three leases, each renewed
        assertThat(here.store.claims()).hasSize(1);
        outcome.complete("one");
        duplicates.forEach(duplicate -> duplicate.assertItem("one"));
        assertThat(here.store.claims()).hasSize(1);
    }

    @Test
    void oneAtATimeTakesTheNextClaim() {
        owner();
        List<UniAssertSubscriber<String>> duplicates = Stream.generate(this::duplicate).limit(10_000).toList();
        outcome.completeExceptionally(new IllegalStateException("bad"));
        duplicates.forEach(duplicate -> duplicate.assertItem("again"));
        assertThat(here.bodies).hasValue(2);
        assertThat(here.store.claims()).hasSize(2);
    }

    @Test
    void eachTakesTheNextClaimWhenAllFail() {
        owner();
        List<UniAssertSubscriber<String>> duplicates = Stream
                .generate(() -> here.deliver(Uni.createFrom().failure(new IllegalStateException("bad too")))).limit(1_000)
                .toList();
        outcome.completeExceptionally(new IllegalStateException("bad"));
        duplicates.forEach(duplicate -> duplicate.assertFailedWith(IllegalStateException.class, "bad too"));
        assertThat(here.store.claims()).hasSize(1_001);
    }

    @Test
    void oneAsksForAllWhileTheOwnerIsElsewhere() {
        EngineFixture other = here.anotherProcess();
        UniAssertSubscriber<String> owner = other.deliver(Uni.createFrom().completionStage(outcome));
        List<UniAssertSubscriber<String>> duplicates = Stream.generate(this::duplicate).limit(10_000).toList();
        for (int i = 0; i < 9; i++) {
            here.clock.advance(1_000);
            other.clock.advance(0); // renews
        }
        outcome.complete("one");
        owner.assertItem("one");
        here.clock.advance(1_000);
        duplicates.forEach(duplicate -> duplicate.assertItem("one"));
        assertThat(here.store.claims()).hasSizeLessThan(100);
        assertThat(here.bodies).hasValue(0);
    }

    @Test
    void anotherAsksWhenTheOneThatAsksIsCancelled() {
        EngineFixture other = here.anotherProcess();
        other.deliver(Uni.createFrom().completionStage(outcome));
        UniAssertSubscriber<String> first = duplicate();
        UniAssertSubscriber<String> second = duplicate();
        first.cancel();
        outcome.complete("one");
        here.clock.advance(1_000);
        second.assertItem("one");
    }

    @Test
    void waitersAskWhenTheOwnersLeaseIsNotRenewedAnyMore() {
        UniAssertSubscriber<String> owner = here.deliver(Uni.createFrom().nothing());
        UniAssertSubscriber<String> duplicate = duplicate();
        owner.cancel();
        here.clock.advance(3_100);
        duplicate.assertItem("again");
    }

    @Test
    void asksAtOnceWhenTheOwnerHasFailed() {
        owner();
        UniAssertSubscriber<String> duplicate = duplicate();
        outcome.completeExceptionally(new IllegalStateException("bad"));
        duplicate.assertItem("again");
    }

    @Test
    void asksAtOnceWhenTheClaimIsReleased() {
        Policy policy = new Policy();
        policy.onInFlight = OnInFlight.FAIL;
        Claim<String> owner = here.engine.handler(policy.build(), STRINGS)
                .claim(new EventIdentity(KEY, null, null), SameThread::new).await().indefinitely();
        UniAssertSubscriber<String> duplicate = duplicate();
        ((Claim.Acquired<String>) owner).release().await().indefinitely();
        duplicate.assertItem("again");
    }

    @Test
    void isNotAnsweredWithACompletionThatIsLost() {
        owner();
        EngineFixture other = here.anotherProcess();
        UniAssertSubscriber<String> duplicate = duplicate();
        here.memory.clear();
        other.deliver(Uni.createFrom().item("theirs")).assertItem("theirs");
        outcome.complete("one");
        duplicate.assertItem("theirs");
    }

    @Test
    void cancelledWaiterIsNotWoken() {
        owner();
        UniAssertSubscriber<String> duplicate = duplicate();
        duplicate.cancel();
        int asked = here.store.claims().size();
        outcome.completeExceptionally(new IllegalStateException("bad"));
        here.clock.advance(20_000);
        assertThat(here.store.claims()).hasSize(asked);
        duplicate.assertNotTerminated();
    }

    // What it holds

    /** A thread that may be blocked, whose worker runs tasks when the test says so. */
    private static final class WorkerCaller implements Caller {

        final Queue<Runnable> tasks = new ArrayDeque<>();
        boolean rejects;

        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public Executor worker() {
            return task -> {
                if (rejects) {
                    throw new RejectedExecutionException("stopped");
                }
                tasks.add(task);
            };
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        void runTasks() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    private final WorkerCaller worker = new WorkerCaller();

    private UniAssertSubscriber<String> deliverOnWorker(Policy policy) {
        return here.engine.handler(policy.build(), STRINGS).guard(new EventIdentity(KEY, null, null), () -> {
            here.bodies.incrementAndGet();
            return Uni.createFrom().item("again");
        }, () -> worker, () -> null).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void leavesItsThreadAndGetsItsAnswerOnAWorker() {
        owner();
        UniAssertSubscriber<String> duplicate = deliverOnWorker(new Policy()); // returns
        outcome.complete("one");
        duplicate.assertNotTerminated();
        worker.runTasks();
        duplicate.assertItem("one");
    }

    @Test
    void runsItsBodyOnAWorkerWhenItIsItsTurn() {
        owner();
        UniAssertSubscriber<String> duplicate = deliverOnWorker(new Policy());
        outcome.completeExceptionally(new IllegalStateException("bad"));
        assertThat(here.bodies).hasValue(1);
        worker.runTasks();
        assertThat(here.bodies).hasValue(2);
        duplicate.assertItem("again");
    }

    @Test
    void leavesItsThreadWhileTheStoreIsAway() {
        here.store.away(true);
        UniAssertSubscriber<String> delivery = deliverOnWorker(new Policy()); // returns
        here.store.away(false);
        here.clock.advance(1_100);
        worker.runTasks();
        delivery.assertItem("again");
    }

    @Test
    void releasesItsClaimWhenNoWorkerTakesIt() {
        owner();
        UniAssertSubscriber<String> duplicate = deliverOnWorker(new Policy());
        worker.rejects = true;
        outcome.completeExceptionally(new IllegalStateException("bad"));
        duplicate.assertFailedWith(RejectedExecutionException.class);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(here.record().attempt()).isEqualTo(1);
    }

    @Test
    void cancelledAfterItLeftItsThreadReleasesWhatItAcquires() {
        owner();
        UniAssertSubscriber<String> duplicate = deliverOnWorker(new Policy());
        outcome.completeExceptionally(new IllegalStateException("bad"));
        duplicate.cancel();
        worker.runTasks();
        assertThat(here.bodies).hasValue(1);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
    }

    private final List<Object> answers = new CopyOnWriteArrayList<>();

    private Thread blockingDelivery(IdempotencyEngine engine, Policy policy) {
        Thread thread = new Thread(() -> {
            try {
                answers.add(engine.handler(policy.build(), STRINGS).guardBlocking(new EventIdentity(KEY, null, null),
                        () -> "again", null, policy.patient ? new ConsumerTurn() {
                        } : null));
            } catch (Throwable e) {
                answers.add(e);
            }
        });
        thread.start();
        return thread;
    }

    private static void waits(Thread thread) {
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    private IdempotencyEngine withWaitingThreads(int max) {
        return new IdempotencyEngine(here.store, here.clock, here,
                new EngineOptions("test/1", false, 100, true, max, () -> null));
    }

    @Test
    void threadsThatCallersHoldAreBounded() throws Exception {
        IdempotencyEngine engine = withWaitingThreads(1);
        CompletableFuture<String> mine = new CompletableFuture<>();
        engine.handler(new Policy().build(), STRINGS).guard(new EventIdentity(KEY, null, null),
                () -> Uni.createFrom().completionStage(mine), () -> new SameThread(), () -> null).subscribe().with(item -> {
                });
        Thread first = blockingDelivery(engine, new Policy());
        waits(first);

        assertThatThrownBy(() -> engine.handler(new Policy().build(), STRINGS).guardBlocking(new EventIdentity(KEY, null, null),
                () -> "again", null, null)).isInstanceOf(EventInFlightException.class)
                .hasMessageContaining("1 threads of this process wait for other deliveries already")
                .hasMessageContaining("max-waiting-threads");

        Thread consumer = blockingDelivery(engine, consumer()); // bounded where its messages are let in
        waits(consumer);
        mine.complete("one");
        first.join();
        consumer.join();
        assertThat(answers).containsExactly("one", "one");

        Thread next = blockingDelivery(engine, new Policy()); // the thread counts no more
        next.join();
        assertThat(answers).hasSize(3).last().isEqualTo("one");
    }

    @Test
    void interruptedThreadCountsNoMore() throws Exception {
        IdempotencyEngine engine = withWaitingThreads(1);
        owner();
        for (int i = 0; i < 2; i++) {
            Thread waiter = blockingDelivery(engine, new Policy());
            waits(waiter);
            waiter.interrupt();
            waiter.join();
        }
        assertThat(answers).hasSize(2).allMatch(CancellationException.class::isInstance);
    }

    // The end

    @Test
    void closingFailsWhatWaitsForAnotherDelivery() {
        here.anotherProcess().deliver(Uni.createFrom().nothing());
        UniAssertSubscriber<String> waiting = duplicate();
        here.engine.close();
        waiting.assertFailedWith(StoreUnavailableException.class, "the application stops");
        assertThat(here.bodies).hasValue(0);
        duplicate().assertFailedWith(StoreUnavailableException.class, "the application stops");
    }

    @Test
    void closingLetsNobodyAskInTheStead() {
        here.anotherProcess().deliver(Uni.createFrom().nothing());
        List<UniAssertSubscriber<String>> waiting = Stream.generate(this::duplicate).limit(3).toList();
        here.clock.pause(3_100); // the lease is over, and none has asked since
        int asked = here.store.claims().size();
        here.engine.close();
        waiting.forEach(waiter -> waiter.assertFailedWith(StoreUnavailableException.class, "the application stops"));
        assertThat(here.store.claims()).hasSize(asked);
        assertThat(here.bodies).hasValue(0);
    }

    @Test
    void closingFailsWhatWaitsForTheStoreWithItsCause() {
        here.store.away(true);
        UniAssertSubscriber<String> waiting = duplicate();
        here.engine.close();
        waiting.assertFailedWith(StoreUnavailableException.class, "the application stops");
        assertThat(waiting.getFailure()).hasRootCauseMessage("away");
    }

    @Test
    void closingTellsNothingToConsumersOfUnis() {
        here.anotherProcess().deliver(Uni.createFrom().nothing());
        Policy policy = consumer();
        UniAssertSubscriber<String> waiting = here.deliver(policy, Uni.createFrom().item("again"));
        UniAssertSubscriber<String> onWorker = deliverOnWorker(policy);
        here.engine.close();
        worker.runTasks();
        waiting.assertNotTerminated();
        onWorker.assertNotTerminated();
        assertThat(policy.counters.count(DeliveryOutcome.STORE_UNAVAILABLE)).isZero();
    }

    @Test
    void closingWakesThreadsThatWait() throws Exception {
        here.anotherProcess().deliver(Uni.createFrom().nothing());
        Thread caller = blockingDelivery(here.engine, new Policy());
        Thread consumer = blockingDelivery(here.engine, consumer());
        waits(caller);
        waits(consumer);
        here.engine.close();
        caller.join();
        consumer.join();
        assertThat(answers).hasSize(2).hasAtLeastOneElementOfType(StoreUnavailableException.class)
                .hasAtLeastOneElementOfType(DeliveryStopped.class);
    }

    @Test
    void closingEndsSettlementsThatTheStoreDoesNotConfirm() {
        UniAssertSubscriber<String> owner = owner();
        here.store.away(true);
        outcome.complete("one");
        owner.assertNotTerminated();
        here.engine.close();
        owner.assertFailed();
        assertThat(here.told).containsExactly("outcome not stored");
    }

    @Test
    void closingLeavesConsumersWhoseCompletionIsNotStoredUntold() throws Exception {
        Policy policy = consumer();
        UniAssertSubscriber<String> owner = here.deliver(policy, Uni.createFrom().completionStage(outcome));
        CompletableFuture<String> called = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                here.engine.handler(policy.build(), STRINGS).guardBlocking(new EventIdentity("other", null, null), () -> {
                    called.complete("body");
                    return outcome.join();
                }, null, new ConsumerTurn() {
                });
            } catch (Exception e) {
                answers.add(e);
            }
        });
        thread.start();
        called.join();
        here.store.close();
        outcome.complete("one");
        here.engine.close();
        thread.join();
        assertThat(answers).singleElement().isInstanceOf(DeliveryStopped.class);
        owner.assertNotTerminated();
        assertThat(policy.counters.count(DeliveryOutcome.NOT_STORED)).isEqualTo(2);
    }
}
