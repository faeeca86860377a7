package io.quarkiverse.eventidempotency.runtime.engine;

import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.BatchEvents;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.WorkEnd;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.BlockingRowDelivery;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowReply;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTransaction;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

/** How long each step took, to the millisecond of a manual clock. */
class DeliveryStepsTest {

    private final EngineFixture here = new EngineFixture();
    private final Policy policy = new Policy();
    private final List<String> took = new ArrayList<>();
    private final List<Enum<?>> shown = new ArrayList<>();

    @SuppressWarnings("unchecked")
    private final UniEmitter<? super String>[] body = new UniEmitter[1];
    private final Uni<String> pending = Uni.createFrom().emitter(emitter -> body[0] = emitter);

    private final class Recorded implements ScopeMeters {

        @Override
        public void counted(DeliveryOutcome outcome) {
            shown.add(outcome);
        }

        @Override
        public void counted(DeliveryIncident incident) {
            shown.add(incident);
        }

        @Override
        public void windowed() {
            throw new AssertionError("there is no consumer");
        }

        @Override
        public void took(DeliveryStep step, long nanos) {
            took.add(step + " " + nanos / 1_000_000);
        }
    }

    @BeforeEach
    void measure() {
        policy.counters.show(new Recorded());
    }

    @Test
    void claimBodyAndSettlement() {
        here.store.holdReplies();
        here.deliver(policy, pending);
        here.clock.advance(3);
        here.store.releaseReplies();
        here.clock.advance(250);
        here.store.holdReplies();
        body[0].complete("one");
        here.clock.advance(5);
        here.store.releaseReplies();
        assertThat(took).containsExactly("CLAIM 3", "BODY_COMPLETED 250", "SETTLEMENT 5");
    }

    @Test
    void bodyThatFailsAndResultThatCannotBeWritten() {
        here.deliver(policy, pending);
        here.clock.advance(20);
        body[0].fail(new IllegalStateException("no stock"));
        assertThat(took).containsExactly("CLAIM 0", "BODY_FAILED 20", "SETTLEMENT 0");
        took.clear();
        here.deliver(policy, Uni.createFrom().item("")); // ran to its end, and cannot be stored
        assertThat(took).containsExactly("CLAIM 0", "BODY_COMPLETED 0", "SETTLEMENT 0");
    }

    @Test
    void settlementUntilItIsConfirmed() {
        here.deliver(policy, pending);
        here.store.away(true);
        body[0].complete("one");
        here.clock.advance(1_000);
        here.store.away(false);
        here.clock.advance(10_000);
        assertThat(took).hasSize(3);
        assertThat(took.get(2)).matches("SETTLEMENT 1\\d{3}"); // with the jitter of the second try
    }

    @Test
    void waitInsteadOfClaimsOfADeliveryThatIsAnsweredHere() {
        here.deliver(policy, pending);
        here.deliver(policy, Uni.createFrom().item("two"));
        here.clock.advance(700);
        body[0].complete("one");
        here.clock.advance(1);
        assertThat(took).containsExactlyInAnyOrder("CLAIM 0", "BODY_COMPLETED 700", "SETTLEMENT 0", "WAIT 700");
    }

    @Test
    void nothingOfWhatFailsIsCancelledOrReleased() {
        here.deliver(policy, pending).cancel();
        assertThat(took).containsExactly("CLAIM 0");
        took.clear();
        here.memory.clear();
        here.store.holdReplies();
        here.deliver(policy, pending).cancel();
        here.store.releaseReplies(); // released: no body has begun
        assertThat(took).containsExactly("CLAIM 0");
        took.clear();
        here.store.away(true);
        here.deliver(policy, pending);
        here.clock.advance(10_000);
        assertThat(took).isEmpty();
    }

    @Test
    void unguardedBody() {
        policy.onMissingKey = OnMissingKey.PROCEED;
        here.deliver(policy, null, () -> {
            here.clock.advance(4);
            return Uni.createFrom().item("one");
        }).subscribe().withSubscriber(UniAssertSubscriber.create());
        assertThat(took).containsExactly("BODY_COMPLETED 4");
    }

    @Test
    void oneRunForAllElementsOfABatch() {
        batch(chosen -> here.clock.advance(30), null);
        assertThat(took).containsExactly("CLAIM 0", "CLAIM 0", "BODY_COMPLETED 30", "SETTLEMENT 0", "SETTLEMENT 0");
        took.clear();
        here.memory.clear();
        batch(chosen -> here.clock.advance(40), new BatchItemFailures(Map.of(0, new IllegalStateException("no stock"))));
        assertThat(took).containsExactly("CLAIM 0", "CLAIM 0", "BODY_FAILED 40", "SETTLEMENT 0", "SETTLEMENT 0");
    }

    private void batch(Consumer<int[]> run, BatchItemFailures reported) {
        BatchEvents events = new BatchEvents(
                List.of(new EventIdentity("a", null, null), new EventIdentity("b", null, null)), Map.of(), false);
        here.engine.handler(policy.build(), STRINGS).guardAll(() -> events, chosen -> {
            run.accept(chosen);
            return reported == null ? Uni.createFrom().item(List.<String> of()) : Uni.createFrom().failure(reported);
        }, SameThread::new, () -> null).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void rowUntilItsTransactionEnds() throws Exception {
        Row row = new Row(RowReply.claimed());
        deliver(row, false);
        here.clock.advance(8);
        row.end.accept(WorkEnd.STANDS);
        assertThat(took).containsExactly("CLAIM 2", "BODY_COMPLETED 50", "SETTLEMENT 11"); // 3 of them the update
    }

    @Test
    void rowThatIsRolledBack() {
        Row row = new Row(RowReply.claimed());
        assertThat(catchThrowable(() -> deliver(row, true))).hasMessage("no stock");
        row.end.accept(WorkEnd.UNDONE);
        assertThat(took).containsExactly("CLAIM 2", "BODY_FAILED 50");
    }

    @Test
    void rowOfAnotherTransactionIsWaitedFor() {
        assertThat(catchThrowable(() -> deliver(new Row(RowReply.inFlight(true)), false))).isNotNull();
        assertThat(took).containsExactly("WAIT 2");
    }

    private void deliver(Row row, boolean fails) throws Exception {
        GuardPolicy policy = this.policy.build();
        new BlockingRowDelivery<>(here.engine.handler(policy, STRINGS), RowTerms.of(policy, "test/1"))
                .deliver(new EventIdentity(KEY, null, null), () -> {
                    here.clock.advance(50);
                    if (fails) {
                        throw new IllegalStateException("no stock");
                    }
                    return "one";
                }, row);
    }

    /** A transaction whose statements take some milliseconds each. */
    private final class Row implements RowTransaction {

        private final RowReply reply;
        private Consumer<WorkEnd> end = ended -> {
        };

        Row(RowReply reply) {
            this.reply = reply;
        }

        @Override
        public RowReply claim(RowClaim claim) {
            here.clock.advance(2);
            return reply;
        }

        @Override
        public void complete(RowClaim claim, String result) {
            here.clock.advance(3);
        }

        @Override
        public void check() {
            here.clock.advance(3);
        }

        @Override
        public void withdraw(RowClaim claim, Throwable failure) {
            here.clock.advance(3);
        }

        @Override
        public void doom() {
            // the test ends the transaction
        }

        @Override
        public OuterWork work() {
            return new OuterWork() {

                @Override
                public void whenDecided(Consumer<WorkEnd> listener) {
                    end = listener;
                }

                @Override
                public boolean overlaps(OuterWork other) {
                    return other == this;
                }

                @Override
                public boolean mayWait() {
                    return true;
                }
            };
        }
    }

    @Test
    void metersThatComeLaterShowWhatHasOccurred() {
        here.deliver(policy, Uni.createFrom().item("one"));
        here.deliver(policy, Uni.createFrom().item("two"));
        here.deliver(policy, Uni.createFrom().item("three"));
        assertThat(shown).containsExactly(DeliveryOutcome.COMPLETED, DeliveryOutcome.REPLAYED);
        shown.clear();
        policy.counters.show(new Recorded());
        assertThat(shown).containsExactly(DeliveryOutcome.COMPLETED, DeliveryOutcome.REPLAYED);
    }

    @Test
    void overdueLeases() {
        here.deliver(policy, pending);
        assertThat(here.engine.leases().overdue()).isZero();
        here.store.away(true);
        here.clock.advance(1_990); // two thirds of the lease
        assertThat(here.engine.leases().overdue()).isZero();
        here.clock.advance(20);
        assertThat(here.engine.leases().overdue()).isOne();
        assertThat(here.engine.leases().failure()).isNotNull();
        here.store.away(false);
        here.clock.advance(500);
        assertThat(here.engine.leases().overdue()).isZero();
        assertThat(here.engine.leases().failure()).isNull();
    }

    @Test
    void overdueLeasesWhileTheTimerDoesNotRun() {
        here.deliver(policy, pending);
        here.clock.pause(2_100);
        assertThat(here.engine.leases().overdue()).isOne();
        assertThat(here.engine.leases().failure()).isNull();
    }
}
