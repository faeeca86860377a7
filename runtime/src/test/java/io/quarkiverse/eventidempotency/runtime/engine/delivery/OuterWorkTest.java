package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.SameThread;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** A body whose outcome stands or falls with the work that it was called in. */
class OuterWorkTest {

    private final EngineFixture here = new EngineFixture();
    private final Policy policy = new Policy();
    private Consumer<WorkEnd> decided;
    private final OuterWork onAnEventLoop = new OuterWork() {

        @Override
        public void whenDecided(Consumer<WorkEnd> consumer) {
            decided = consumer;
        }

        @Override
        public boolean mayWait() {
            return false;
        }
    };

    private String deliver(GuardedBody<String> body, OuterWork outer) throws Exception {
        return here.engine.handler(policy.build(), STRINGS).guardBlocking(new EventIdentity(KEY, null, null), body, outer,
                null);
    }

    private long count(DeliveryOutcome outcome) {
        return policy.counters.count(outcome);
    }

    @Test
    void completionFollowsIt() throws Exception {
        assertThat(deliver(() -> "one", d -> decided = d)).isEqualTo("one");
        assertThat(here.record().status()).isEqualTo(RecordStatus.PROCESSING);
        assertThat(count(DeliveryOutcome.COMPLETED)).isZero();
        decided.accept(WorkEnd.STANDS);
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(count(DeliveryOutcome.COMPLETED)).isOne();
        assertThat(deliver(() -> "two", d -> decided = d)).isEqualTo("one");
    }

    @Test
    void leaseIsRenewedUntilThen() throws Exception {
        deliver(() -> "one", d -> decided = d);
        here.clock.advance(60_000);
        decided.accept(WorkEnd.STANDS);
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(here.told).isEmpty();
    }

    @Test
    @Timeout(20)
    void eventLoopThatEndsItDoesNotWaitForTheStore() throws Exception {
        deliver(() -> "one", onAnEventLoop);
        here.store.away(true);
        decided.accept(WorkEnd.STANDS);
        assertThat(count(DeliveryOutcome.COMPLETED)).isZero();
        here.store.away(false);
        here.clock.advance(1_000);
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(count(DeliveryOutcome.COMPLETED)).isOne();
    }

    @Test
    void workOfUnknownEndRunsAgain() throws Exception {
        assertThat(deliver(() -> "one", d -> decided = d)).isEqualTo("one");
        decided.accept(WorkEnd.UNKNOWN);
        assertThat(here.record().error()).isEqualTo("it is not known whether it was committed or rolled back");
        assertThat(count(DeliveryOutcome.FAILED)).isOne();
        assertThat(deliver(() -> "two", d -> d.accept(WorkEnd.STANDS))).isEqualTo("two");
    }

    @Test
    void workOfUnknownEndIsQuarantinedAsACrashIs() throws Exception {
        policy.afterCrash = AfterCrash.QUARANTINE;
        assertThat(deliver(() -> "one", d -> decided = d)).isEqualTo("one");
        decided.accept(WorkEnd.UNKNOWN);
        assertThat(count(DeliveryOutcome.FAILED_FOR_GOOD)).isOne();
        assertThatThrownBy(() -> deliver(() -> "two", d -> d.accept(WorkEnd.STANDS)))
                .isInstanceOf(EventQuarantinedException.class);
        assertThat(here.record().errorType()).isEqualTo("QUARANTINED");
    }

    @Test
    void completionFollowsTheLastOfSeveral() throws Exception {
        List<Consumer<WorkEnd>> ends = new ArrayList<>();
        assertThat(deliver(() -> "one", JoinedWork.of(ends::add, ends::add))).isEqualTo("one");
        ends.get(0).accept(WorkEnd.STANDS);
        assertThat(here.record().status()).isEqualTo(RecordStatus.PROCESSING);
        ends.get(1).accept(WorkEnd.STANDS);
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
    }

    @Test
    void bodyRunsAgainWhenOneOfSeveralIsUndone() throws Exception {
        List<Consumer<WorkEnd>> ends = new ArrayList<>();
        assertThat(deliver(() -> "one", JoinedWork.of(ends::add, ends::add))).isEqualTo("one");
        ends.get(0).accept(WorkEnd.UNDONE);
        ends.get(1).accept(WorkEnd.STANDS);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(here.record().retryable()).isTrue();
    }

    @Test
    void secondCallFailsAtOnceThoughTheFirstOneEndsInBetween() {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        here.beforeWaiting = () -> outcome.complete("one"); // the second one has looked already whether it may wait
        Supplier<UniAssertSubscriber<String>> call = () -> here.engine.handler(policy.build(), STRINGS)
                .guard(new EventIdentity(KEY, null, null), () -> Uni.createFrom().completionStage(outcome), SameThread::new,
                        () -> onAnEventLoop)
                .subscribe().withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<String> first = call.get();
        UniAssertSubscriber<String> second = call.get();
        first.assertItem("one");
        second.assertFailedWith(NestedClaimException.class);
    }

    @Test
    @Timeout(20)
    void secondCallInOneOfSeveralFailsAtOnce() throws Exception {
        OuterWork first = d -> {
        };
        OuterWork second = d -> {
        };
        OuterWork both = JoinedWork.of(first, second);
        deliver(() -> "one", both);
        for (OuterWork again : List.of(first, second, both)) {
            assertThatThrownBy(() -> deliver(() -> "two", again)).isInstanceOf(NestedClaimException.class);
        }
        assertThat(JoinedWork.without(both, first)).isSameAs(second);
    }

    @Test
    void undoneWorkRunsAgain() throws Exception {
        assertThat(deliver(() -> "one", d -> decided = d)).isEqualTo("one");
        decided.accept(WorkEnd.UNDONE);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(here.record().retryable()).isTrue();
        assertThat(here.record().error()).isEqualTo("rolled back");
        assertThat(count(DeliveryOutcome.FAILED)).isOne();
        assertThat(deliver(() -> "two", d -> d.accept(WorkEnd.STANDS))).isEqualTo("two");
        assertThat(here.record().attempt()).isEqualTo(2);
    }

    @Test
    void workThatIsOverDecidesAtOnce() throws Exception {
        assertThat(deliver(() -> "one", d -> d.accept(WorkEnd.UNDONE))).isEqualTo("one");
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(deliver(() -> "two", d -> d.accept(WorkEnd.STANDS))).isEqualTo("two");
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
    }

    @Test
    void failureOfTheBodyDoesNotWait() {
        assertThatThrownBy(() -> deliver(() -> {
            throw new IllegalStateException("no");
        }, d -> decided = d)).hasMessage("no");
        assertThat(decided).isNull();
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    void workThatDoesNotTellItsEndFailsTheDelivery() {
        assertThatThrownBy(() -> deliver(() -> "one", d -> {
            throw new IllegalStateException("unknown");
        })).hasMessage("unknown");
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    @Timeout(20)
    void secondCallInTheSameWorkWouldWaitForItself() throws Exception {
        OuterWork work = d -> decided = d;
        deliver(() -> "one", work);
        assertThatThrownBy(() -> deliver(() -> "two", work)).isInstanceOf(NestedClaimException.class)
                .hasMessageContaining("holds until the transaction ends which both are called in");
        deliver(Uni.createFrom().item("two"), work).assertFailedWith(NestedClaimException.class);
        assertThat(count(DeliveryOutcome.NESTED)).isEqualTo(2);
        decided.accept(WorkEnd.STANDS);
        assertThat(deliver(() -> "two", work)).isEqualTo("one");
    }

    @Test
    void callInOtherWorkWaits() throws Exception {
        deliver(() -> "one", d -> decided = d);
        Consumer<WorkEnd> first = decided;
        UniAssertSubscriber<String> other = deliver(Uni.createFrom().item("two"), d -> decided = d);
        here.clock.advance(100);
        other.assertNotTerminated();
        first.accept(WorkEnd.STANDS);
        here.clock.advance(1_000);
        other.assertItem("one");
    }

    @Test
    void workThatCannotBeFollowedHoldsNothing() throws Exception {
        OuterWork work = d -> {
            throw new IllegalStateException("unknown");
        };
        assertThatThrownBy(() -> deliver(() -> "one", work)).hasMessage("unknown");
        UniAssertSubscriber<String> elsewhere = here.deliver(Uni.createFrom().nothing());
        UniAssertSubscriber<String> waiting = deliver(Uni.createFrom().item("two"), work);
        waiting.assertNotTerminated();
        elsewhere.cancel();
        waiting.cancel();
    }

    // Bodies that return a Uni

    private UniAssertSubscriber<String> deliver(Uni<String> outcome, OuterWork outer) {
        return here.engine.handler(policy.build(), STRINGS)
                .guard(new EventIdentity(KEY, null, null), () -> outcome, SameThread::new, () -> outer).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void completionOfAUniFollowsIt() {
        deliver(Uni.createFrom().item("one"), d -> decided = d).assertItem("one");
        assertThat(here.record().status()).isEqualTo(RecordStatus.PROCESSING);
        assertThat(count(DeliveryOutcome.COMPLETED)).isZero();
        here.clock.advance(60_000);
        decided.accept(WorkEnd.STANDS);
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(count(DeliveryOutcome.COMPLETED)).isOne();
        deliver(Uni.createFrom().item("two"), d -> decided = d).assertItem("one");
    }

    @Test
    void undoneUniRunsAgain() {
        deliver(Uni.createFrom().item("one"), d -> decided = d).assertItem("one");
        decided.accept(WorkEnd.UNDONE);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(here.record().error()).isEqualTo("rolled back");
        assertThat(count(DeliveryOutcome.FAILED)).isOne();
        deliver(Uni.createFrom().item("two"), d -> d.accept(WorkEnd.STANDS)).assertItem("two");
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(here.record().attempt()).isEqualTo(2);
    }

    @Test
    void failureOfAUniDoesNotWait() {
        deliver(Uni.createFrom().failure(new IllegalStateException("no")), d -> decided = d)
                .assertFailedWith(IllegalStateException.class, "no");
        assertThat(decided).isNull();
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    void workThatDoesNotTellItsEndFailsAUni() {
        deliver(Uni.createFrom().item("one"), d -> {
            throw new IllegalStateException("unknown");
        }).assertFailedWith(IllegalStateException.class, "unknown");
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(count(DeliveryOutcome.FAILED)).isOne();
    }
}
