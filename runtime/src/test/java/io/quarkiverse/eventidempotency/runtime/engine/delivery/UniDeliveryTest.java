package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STORE_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.ForeignRecordException;
import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.ResultUnavailableException;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.SameThread;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

class UniDeliveryTest {

    private final EngineFixture here = new EngineFixture();
    private final Policy policy = new Policy();

    @SuppressWarnings("unchecked")
    private final UniEmitter<? super String>[] body = new UniEmitter[1];
    private final AtomicBoolean bodyCancelled = new AtomicBoolean();

    /** A body that ends when the test says so. */
    private final Uni<String> pending = Uni.createFrom().<String> emitter(emitter -> body[0] = emitter)
            .onCancellation().invoke(() -> bodyCancelled.set(true));

    private static Uni<String> item(String item) {
        return Uni.createFrom().item(item);
    }

    @Test
    void firstDeliveryRunsAndIsRecorded() {
        here.deliver(item("one")).assertCompleted().assertItem("one");

        IdempotencyRecord record = here.record();
        assertThat(record.status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(record.result()).isEqualTo("\"one\"");
        assertThat(record.attempt()).isEqualTo(1);
        assertThat(record.scope()).isEqualTo("orders.on");
        assertThat(record.key()).isEqualTo(KEY);
        assertThat(record.eventId()).isEqualTo("e-1");
        assertThat(record.eventType()).isEqualTo("order.placed");
        assertThat(record.node()).isEqualTo("test/1");
        assertThat(record.ttl()).isNull(); // of records that are not completed
        assertThat(here.memory.remainingMillis(EngineFixture.STORE_KEY)).isEqualTo(60_000);
        assertThat(here.store.steps()).containsExactly("claim", "complete");
    }

    @Test
    void duplicateIsReplayedInOneTrip() {
        here.deliver(item("one"));
        here.deliver(item("two")).assertItem("one");

        assertThat(here.bodies).hasValue(1);
        assertThat(here.store.steps()).containsExactly("claim", "complete", "claim");
    }

    @Test
    void nullIsAResult() {
        here.deliver(Uni.createFrom().nullItem());
        here.deliver(item("two")).assertCompleted().assertItem(null);
        assertThat(here.bodies).hasValue(1);
    }

    @Test
    void anUncalledSubscriptionDoesNothingAndEachOneIsADelivery() {
        Uni<String> delivery = here.deliver(policy, KEY, () -> item("one"));
        assertThat(here.store.steps()).isEmpty();

        delivery.subscribe().withSubscriber(UniAssertSubscriber.create()).assertItem("one");
        delivery.subscribe().withSubscriber(UniAssertSubscriber.create()).assertItem("one");
        assertThat(here.bodies).hasValue(1);
    }

    @Test
    void failureIsRethrownUnchangedAndRunsAgain() {
        IllegalStateException failure = new IllegalStateException("no stock");
        assertThat(here.deliver(Uni.createFrom().failure(failure)).assertFailed().getFailure()).isSameAs(failure);
        IdempotencyRecord failed = here.record();
        assertThat(failed.status()).isEqualTo(RecordStatus.FAILED);
        assertThat(failed.retryable()).isTrue();
        assertThat(failed.error()).isEqualTo("no stock");
        assertThat(failed.errorType()).isEqualTo(IllegalStateException.class.getName());

        here.clock.pause(1_000);
        here.deliver(item("one")).assertItem("one");
        IdempotencyRecord completed = here.record();
        assertThat(completed.attempt()).isEqualTo(2);
        assertThat(completed.firstSeenAt()).isEqualTo(failed.firstSeenAt());
        assertThat(completed.startedAt()).isNotEqualTo(failed.startedAt());
        assertThat(completed.fence()).isGreaterThan(failed.fence());
        assertThat(completed.error()).isNull();
    }

    @Test
    void bodyThatThrowsBeforeItsUniFailsLikewise() {
        UniAssertSubscriber<String> delivery = here.deliver(policy, KEY, () -> {
            throw new java.io.IOException("broken");
        }).subscribe().withSubscriber(UniAssertSubscriber.create());

        delivery.assertFailedWith(java.io.IOException.class, "broken");
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    void errorWhileTheKeyIsTakenReachesTheSubscriber() {
        here.engine.handler(policy.build(), EngineFixture.STRINGS)
                .guard(new EventIdentity(KEY, null, null), () -> item("one"), SameThread::new, () -> {
                    throw new StackOverflowError();
                }).subscribe().withSubscriber(UniAssertSubscriber.create()).assertFailedWith(StackOverflowError.class);
    }

    @Test
    void bodyThatReturnsNoUniFails() {
        here.deliver(policy, KEY, () -> null).subscribe().withSubscriber(UniAssertSubscriber.create())
                .assertFailedWith(NullPointerException.class, "returned null where a Uni or CompletionStage was expected");
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    void secondDeliveryWaitsForTheFirstAndReplays() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        UniAssertSubscriber<String> second = here.deliver(item("two"));
        here.clock.advance(5_000); // longer than the lease: it is renewed
        second.assertNotTerminated();

        body[0].complete("one");
        first.assertItem("one");
        here.clock.advance(1_000);
        second.assertItem("one");
        assertThat(here.bodies).hasValue(1);
        assertThat(here.store.steps()).contains("renew");
    }

    @Test
    void aStrictFenceIsNeverAnEstimate() {
        policy.fenceStrict = true;
        here.deliver(policy, item("one"));
        assertThat(here.store.claims().get(0).exact()).isTrue();
    }

    @Test
    void waitingAsksByTheExactStepAndNeverPastTheLeaseItWasTold() {
        EngineFixture dead = here.anotherProcess();
        dead.deliver(pending);
        here.clock.pause(2_990);
        here.deliver(item("two"));

        assertThat(here.clock.delays().get(0)).isLessThanOrEqualTo(11);
        here.clock.advance(100);
        assertThat(here.store.claims().get(0).exact()).isFalse();
        assertThat(here.store.claims().get(1).exact()).isTrue();
    }

    @Test
    void waitingDeliveryRunsWhenTheFirstFails() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        UniAssertSubscriber<String> second = here.deliver(item("two"));
        body[0].fail(new IllegalStateException("no stock"));
        first.assertFailedWith(IllegalStateException.class);

        here.clock.advance(1_000);
        second.assertItem("two");
        assertThat(here.record().attempt()).isEqualTo(2);
    }

    @Test
    void waitingEndsWithTheWaitTimeout() {
        here.deliver(pending);
        UniAssertSubscriber<String> second = here.deliver(item("two"));
        here.clock.advance(9_900);
        second.assertNotTerminated();
        here.clock.advance(200);

        second.assertFailedWith(EventInFlightException.class, "still after waiting 10000 ms");
        assertThat(((EventInFlightException) second.getFailure()).remainingLease()).isPositive();
        assertThat(here.bodies).hasValue(1);
    }

    @Test
    void patientDeliveryWarnsEachWaitTimeoutAndWaitsOn() {
        policy.patient = true;
        here.deliver(pending);
        UniAssertSubscriber<String> second = here.deliver(policy, item("two"));
        here.clock.advance(20_500);

        assertThat(here.told).containsExactly("waits on after 10000", "waits on after 20000");
        body[0].complete("one");
        here.clock.advance(1_100);
        second.assertItem("one");
    }

    @Test
    void rejectAndSkipDoNotWait() {
        here.deliver(pending);
        policy.onInFlight = OnInFlight.FAIL;
        here.deliver(policy, item("two")).assertFailedWith(EventInFlightException.class);
        policy.onInFlight = OnInFlight.SKIP;
        here.deliver(policy, item("two")).assertCompleted().assertItem(null);
        assertThat(here.bodies).hasValue(1);
    }

    @Test
    void runningBodyKeepsItsLease() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        EngineFixture other = here.anotherProcess();
        policy.onInFlight = OnInFlight.FAIL;
        for (int i = 0; i < 100; i++) {
            here.clock.advance(300);
            other.deliver(policy, item("two")).assertFailedWith(EventInFlightException.class);
        }
        body[0].complete("one");
        first.assertItem("one");
        assertThat(other.bodies).hasValue(0);
        assertThat(here.told).isEmpty();
        here.clock.advance(100_000);
        assertThat(here.store.steps()).endsWith("complete"); // nothing is renewed any more
    }

    @Test
    void deadProcessIsTakenOverAfterItsLeaseAndNoEarlier() {
        EngineFixture dead = here.anotherProcess();
        UniAssertSubscriber<String> first = dead.deliver(pending); // its timers never run: nothing is renewed
        IdempotencyRecord processing = here.record();

        UniAssertSubscriber<String> second = here.deliver(item("two"));
        here.clock.advance(2_999);
        second.assertNotTerminated();
        here.clock.advance(2);
        second.assertItem("two");
        IdempotencyRecord record = here.record();
        assertThat(record.attempt()).isEqualTo(2);
        assertThat(record.firstSeenAt()).isEqualTo(processing.firstSeenAt());
        assertThat(record.fence()).isGreaterThan(processing.fence());

        body[0].complete("one"); // it was only slow: its caller gets its result, the newer record stands
        first.assertItem("one");
        assertThat(dead.told).containsExactly("lease lost");
        assertThat(here.record()).isEqualTo(record);
    }

    @Test
    void lateFailureChangesNothingEither() {
        EngineFixture slow = here.anotherProcess();
        UniAssertSubscriber<String> first = slow.deliver(pending);
        here.clock.pause(3_001);
        here.deliver(item("two")).assertItem("two");

        body[0].fail(new IllegalStateException("late"));
        first.assertFailedWith(IllegalStateException.class, "late");
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
    }

    @Test
    void cancelledBeforeItsBodyGivesTheClaimBack() {
        here.store.holdReplies();
        UniAssertSubscriber<String> first = here.deliver(pending);
        first.cancel();
        here.store.releaseReplies();

        assertThat(here.bodies).hasValue(0);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        here.deliver(item("two")).assertItem("two");
        assertThat(here.record().attempt()).isEqualTo(1); // the released attempt does not count
    }

    @Test
    void cancelledWhileWaitingAsksNoMore() {
        here.deliver(pending);
        UniAssertSubscriber<String> second = here.deliver(item("two"));
        second.cancel();
        body[0].complete("one");
        int asked = here.store.claims().size();
        here.clock.advance(10_000);
        assertThat(here.store.claims()).hasSize(asked);
    }

    @Test
    void cancelledAfterItsBodyBeganLetsTheLeaseRunOut() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        first.cancel();
        assertThat(bodyCancelled).isTrue();
        here.clock.advance(2_000);
        assertThat(here.store.steps()).containsExactly("claim"); // neither released, failed nor renewed

        UniAssertSubscriber<String> second = here.deliver(item("two"));
        here.clock.advance(900);
        second.assertNotTerminated();
        here.clock.advance(200);
        second.assertItem("two");
        assertThat(here.record().attempt()).isEqualTo(2);
    }

    @Test
    void cancelledWhileSettlingStaysCompleted() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        here.store.holdReplies();
        body[0].complete("one");
        first.cancel();
        here.store.releaseReplies();
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(here.store.steps()).containsExactly("claim", "complete");
    }

    @Test
    void recordThatVanishedIsWrittenAgain() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        here.memory.clear();
        body[0].complete("one");
        first.assertItem("one");
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(here.told).isEmpty();
    }

    @Test
    void claimIsRetriedWithItsTokenUntilTheStoreAnswers() {
        here.store.away(true);
        UniAssertSubscriber<String> delivery = here.deliver(item("one"));
        here.clock.advance(3_000);
        delivery.assertNotTerminated();
        here.store.away(false);
        here.clock.advance(1_000);

        delivery.assertItem("one");
        assertThat(here.bodies).hasValue(1);
    }

    @Test
    void claimWhoseReplyWasLostIsFoundByItsToken() {
        here.store.loseReplies(2);
        UniAssertSubscriber<String> delivery = here.deliver(item("one"));
        here.clock.advance(1_000);

        delivery.assertItem("one");
        assertThat(here.record().attempt()).isEqualTo(1);
        assertThat(here.store.claims()).extracting("owner").containsOnly(here.store.claims().get(0).owner());
    }

    @Test
    void claimThatCannotBeMadeFailsWithItsCause() {
        here.store.away(true);
        UniAssertSubscriber<String> delivery = here.deliver(item("one"));
        here.clock.advance(6_100);

        delivery.assertFailedWith(StoreUnavailableException.class, "store-retry-timeout");
        assertThat(delivery.getFailure()).hasCauseInstanceOf(StoreException.class);
        assertThat(here.bodies).hasValue(0);
    }

    @Test
    void leasesAreRenewedInSlicesThatClaimsGoBetween() {
        hold("later", 300);
        here.clock.advance(1);
        hold("a-last", 300);
        here.store.steps().clear();
        here.store.holdReplies();
        here.clock.advance(1_001); // all of them are due
        assertThat(here.store.steps()).as("one slice, and no more before it is answered").hasSize(256).containsOnly("renew");
        hold("new", 1);
        assertThat(here.store.steps()).as("not behind the leases that wait").endsWith("renew", "claim");
        here.store.releaseReplies();
        assertThat(here.store.renewed()).hasSize(600).doesNotHaveDuplicates();
        assertThat(here.store.renewed().subList(0, 300)).as("whose lease ends first").allMatch(key -> key.contains(":later"));
    }

    private void hold(String key, int times) {
        for (int i = 0; i < times; i++) {
            here.deliver(policy, key + i, () -> Uni.createFrom().emitter(emitter -> {
                // never ends
            })).subscribe().with(x -> {
            });
        }
    }

    @Test
    void storeThatThrowsAtASecondTryFailsTheClaim() {
        here.store.away(true);
        UniAssertSubscriber<String> delivery = here.deliver(item("one"));
        here.store.breakContract();
        here.clock.advance(1_000);

        assertThat(delivery.getFailure()).hasRootCauseMessage("a broken store");
        assertThat(here.bodies).hasValue(0);
    }

    @Test
    void storeThatThrowsFailsTheSettlement() {
        UniAssertSubscriber<String> delivery = here.deliver(pending);
        here.store.breakContract();
        body[0].complete("one");
        here.clock.advance(1_000);

        delivery.assertFailedWith(CompletionNotStoredException.class, "will run again");
        assertThat(delivery.getFailure()).hasRootCauseMessage("a broken store");
    }

    @Test
    void claimThatWasGivenUpInDoubtIsReleasedOnceTheStoreAnswers() {
        here.store.loseReplies(1);
        UniAssertSubscriber<String> first = here.deliver(item("never"));
        here.store.away(true);
        here.clock.advance(5_100);
        first.assertFailedWith(StoreUnavailableException.class);
        assertThat(here.record().status()).isEqualTo(RecordStatus.PROCESSING);

        here.store.away(false);
        here.clock.advance(1_100);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(here.record().attempt()).isZero();
        here.deliver(item("now")).assertCompleted().assertItem("now");
        assertThat(here.record().attempt()).isEqualTo(1);
    }

    @Test
    void claimThatWasNeverAppliedIsNotMadeInOrderToReleaseIt() {
        here.store.away(true);
        here.deliver(item("never"));
        here.clock.advance(5_100);
        here.store.away(false);
        here.clock.advance(10_000);
        assertThat(here.memory.get(EngineFixture.STORE_KEY)).isNull();
    }

    @Test
    void claimThatIsCancelledInDoubtIsReleasedToo() {
        here.store.loseReplies(1);
        UniAssertSubscriber<String> first = here.deliver(item("never"));
        first.cancel();
        here.clock.advance(100);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    void claimThatIsCancelledInDoubtBeforeItsNextTimerIsReleasedToo() {
        UniAssertSubscriber<String> first = UniAssertSubscriber.create();
        here.clock.beforeTimer(first::cancel);
        here.store.loseReplies(1);
        here.deliver(policy, KEY, () -> item("never")).subscribe().withSubscriber(first);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(here.record().attempt()).isZero();
    }

    @Test
    void nothingRunsUnguardedSinceTheStoreIsClosed() {
        policy.onStoreFailure = OnStoreFailure.PROCEED;
        here.store.close();
        here.deliver(policy, item("never")).assertFailedWith(StoreUnavailableException.class, "the application stops");
        assertThat(here.bodies).hasValue(0);
        assertThat(here.clock.delays()).isEmpty();
    }

    /** Whatever would become of a failure: the broker delivers again what is not settled. */
    @Test
    void consumerIsNotAnsweredSinceTheStoreIsClosed() {
        policy.patient = true;
        here.anotherProcess().deliver(pending);
        UniAssertSubscriber<String> waiting = here.deliver(policy, item("never"));
        here.store.close();
        here.clock.advance(2_000);
        waiting.assertNotTerminated();
        here.deliver(policy, "another", () -> item("never")).subscribe().withSubscriber(UniAssertSubscriber.create())
                .assertNotTerminated();
        assertThat(here.bodies).hasValue(0);
    }

    @Test
    void claimThatCannotBeMadeMayRunUnguarded() {
        policy.onStoreFailure = OnStoreFailure.PROCEED;
        here.store.away(true);
        UniAssertSubscriber<String> delivery = here.deliver(policy, item("one"));
        here.clock.advance(6_100);

        delivery.assertItem("one");
        assertThat(here.told).containsExactly("unguarded without store");
    }

    @Test
    void completionIsRetriedAndAppliedOnce() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        here.store.loseReplies(3);
        body[0].complete("one");
        first.assertNotTerminated();
        here.clock.advance(1_000);

        first.assertItem("one");
        assertThat(here.told).isEmpty();
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
    }

    @Test
    void completionKeepsItsLeaseWhileItCannotBeStored() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        here.clock.advance(900);
        here.store.away(true);
        body[0].complete("one");
        here.clock.advance(1_900);
        here.store.away(false);
        assertThat(here.store.steps()).endsWith("renew"); // renewed first as soon as the store answers
        here.clock.advance(1_000);
        first.assertItem("one");
        assertThat(here.told).isEmpty();
    }

    @Test
    void completionThatCannotBeStoredFailsTheDelivery() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        here.store.away(true);
        body[0].complete("one");
        here.clock.advance(6_100);

        first.assertFailedWith(CompletionNotStoredException.class, "will run again");
        assertThat(first.getFailure()).hasCauseInstanceOf(StoreException.class);
        assertThat(here.told).containsExactly("outcome not stored");
    }

    @Test
    void completionThatCannotBeStoredMayBeAnswered() {
        policy.onStoreFailure = OnStoreFailure.PROCEED;
        UniAssertSubscriber<String> first = here.deliver(policy, pending);
        here.store.away(true);
        body[0].complete("one");
        here.clock.advance(6_100);

        first.assertItem("one");
        assertThat(here.told).containsExactly("outcome not stored");
    }

    @Test
    void failureThatCannotBeStoredStaysTheFailure() {
        UniAssertSubscriber<String> first = here.deliver(pending);
        here.store.away(true);
        body[0].fail(new IllegalStateException("no stock"));
        here.clock.advance(6_100);

        first.assertFailedWith(IllegalStateException.class, "no stock");
        assertThat(first.getFailure().getSuppressed()).hasExactlyElementsOfTypes(StoreException.class);
    }

    @Test
    void claimThatWasAnsweredLateIsRenewedBeforeItsBody() {
        here.store.holdReplies();
        UniAssertSubscriber<String> first = here.deliver(item("one"));
        here.clock.pause(1_001);
        here.store.releaseReplies();

        first.assertItem("one");
        assertThat(here.store.steps()).containsExactly("claim", "renew", "complete");
    }

    @Test
    void claimThatWasTakenOverBeforeItsBodyIsMadeAnew() {
        here.store.holdReplies();
        UniAssertSubscriber<String> first = here.deliver(item("one"));
        here.clock.pause(3_001);
        here.anotherProcess().deliver(item("two")).assertItem("two");
        here.store.releaseReplies();

        first.assertItem("two");
        assertThat(here.bodies).hasValue(0);
    }

    @Test
    void valueThatIsNoRecordIsNeitherRunNorSuppressed() {
        here.memory.put(STORE_KEY, "surprise", 60_000);
        here.deliver(item("one")).assertFailedWith(ForeignRecordException.class);
        here.memory.put(STORE_KEY, "{\"status\":\"completed\",\"owner\":\"x\",\"scope\":\"other\"}", 60_000);
        here.deliver(item("one")).assertFailedWith(ForeignRecordException.class);
        assertThat(here.bodies).hasValue(0);
    }

    @Test
    void resultThatNoLongerFitsIsNotReplaced() {
        here.memory.put(STORE_KEY, "{\"status\":\"completed\",\"owner\":\"x\",\"scope\":\"orders.on\",\"result\":[1]}", 60_000);
        UniAssertSubscriber<String> duplicate = here.deliver(item("one"));
        duplicate.assertFailedWith(ResultUnavailableException.class, "no longer of the method's result type");
        assertThat(duplicate.getFailure()).hasCauseInstanceOf(com.fasterxml.jackson.databind.JsonMappingException.class);
        assertThat(here.bodies).hasValue(0);

        policy.resultNeeded = false;
        here.deliver(policy, item("one")).assertCompleted().assertItem(null);
    }

    @Test
    void resultThatCannotBeStoredStillCompletes() {
        policy.resultNeeded = false;
        here.deliver(policy, item("")).assertItem("");
        assertThat(here.told).containsExactly("result not written");
        here.deliver(item("one")).assertFailedWith(ResultUnavailableException.class, "not stored");

        here.memory.clear();
        here.deliver(item("x".repeat(99))).assertCompleted();
        assertThat(here.told).containsExactly("result not written", "result too large");
        policy.resultNeeded = false;
        here.deliver(policy, item("one")).assertCompleted().assertItem(null);
    }

    @Test
    void resultThatDuplicatesWouldNotGetIsSeenOnTheFirstEvent() {
        here.deliver(item("unreadable")).assertFailedWith(IllegalStateException.class,
                "it cannot be read back: IllegalArgumentException: cannot be read");
        here.deliver(item("")).assertFailedWith(IllegalStateException.class,
                "it cannot be written: IllegalArgumentException: cannot be written");
        assertThat(here.told).isEmpty();
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    void duplicatesMayBeSkippedOrFail() {
        here.deliver(item("one"));
        policy.onDuplicate = OnDuplicate.SKIP;
        here.deliver(policy, item("two")).assertCompleted().assertItem(null);

        policy.onDuplicate = OnDuplicate.FAIL;
        UniAssertSubscriber<String> duplicate = here.deliver(policy, item("two"));
        duplicate.assertFailedWith(DuplicateEventException.class);
        assertThat(((DuplicateEventException) duplicate.getFailure()).cachedResult(String.class)).isEqualTo("one");
        assertThat(((DuplicateEventException) duplicate.getFailure()).record()).isEqualTo(here.record());
    }

    /** As when the result's type has changed since. */
    @Test
    void duplicateFailsAsSuchAlsoWhereItsResultCannotBeReadBack() {
        here.deliver(item("one"));
        here.memory.put(STORE_KEY, here.memory.get(STORE_KEY).replace("\"one\"", "\"unreadable\""), 60_000);
        policy.onDuplicate = OnDuplicate.FAIL;
        for (boolean needed : new boolean[] { true, false }) {
            policy.resultNeeded = needed;
            Throwable failure = here.deliver(policy, item("two")).getFailure();
            assertThat(failure).isInstanceOf(DuplicateEventException.class);
            DuplicateEventException duplicate = (DuplicateEventException) failure;
            assertThat(duplicate.record()).isEqualTo(here.record());
            assertThatThrownBy(duplicate::cachedResult).isInstanceOf(ResultUnavailableException.class)
                    .hasMessageContaining("no longer of the method's result type")
                    .hasRootCauseMessage("cannot be read");
            assertThatThrownBy(() -> duplicate.cachedResult(String.class)).isInstanceOf(ResultUnavailableException.class);
        }
        assertThat(policy.counters.count(DeliveryOutcome.DUPLICATE_REJECTED)).isEqualTo(2);
    }

    @Test
    void missingKeyFailsOrRunsUnguarded() {
        for (String missing : new String[] { null, "" }) {
            here.deliver(policy, missing, () -> item("one")).subscribe().withSubscriber(UniAssertSubscriber.create())
                    .assertFailedWith(MissingIdempotencyKeyException.class, "scope orders.on");
        }
        assertThat(here.bodies).hasValue(0);

        policy.onMissingKey = OnMissingKey.PROCEED;
        here.deliver(policy, null, () -> item("one")).subscribe().withSubscriber(UniAssertSubscriber.create())
                .assertItem("one");
        assertThat(here.told).containsExactly("unguarded without key");
        assertThat(here.store.steps()).isEmpty();
    }

    @Test
    void messagesDoNotNameTheKey() {
        here.memory.put(STORE_KEY, "surprise", 60_000);
        Throwable failure = here.deliver(item("one")).getFailure();
        assertThat(failure.getMessage()).doesNotContain(KEY).contains("scope orders.on")
                .containsPattern("sha256:[0-9a-f]{12}\\b");
        assertThat(((IdempotencyException) failure).key()).isEqualTo(KEY);
        assertThat(((IdempotencyException) failure).scope()).isEqualTo("orders.on");
    }

    @Test
    void longKeysAreStoredAsTheirDigest() {
        here.deliver(policy, "k".repeat(1025), () -> item("one")).subscribe().withSubscriber(UniAssertSubscriber.create());
        assertThat(here.store.claims().get(0).key()).matches("sha256:[0-9a-f]{64}");
        here.deliver(policy, "k".repeat(1024), () -> item("one")).subscribe().withSubscriber(UniAssertSubscriber.create());
        assertThat(here.store.claims().get(1).key()).isEqualTo("k".repeat(1024));
    }

    @Test
    void anotherGenerationStartsKeysAfresh() {
        here.deliver(item("one"));
        policy.generation = "2026-02";
        here.deliver(policy, item("two")).assertItem("two");
        here.deliver(policy, item("three")).assertItem("two");

        assertThat(here.record().result()).isEqualTo("\"one\"");
        IdempotencyRecord record = RecordJson.parse(here.memory.get("idempotency:events:orders.on:2026-02/order-1"));
        assertThat(record.key()).isEqualTo("2026-02/order-1");
        assertThat(record.result()).isEqualTo("\"two\"");
        policy.generation = null;
        here.deliver(policy, item("four")).assertItem("one");
    }

    @Test
    void generationStandsInFrontOfDigestsToo() {
        policy.generation = "2";
        here.deliver(policy, "k".repeat(1025), () -> item("one")).subscribe().withSubscriber(UniAssertSubscriber.create());
        assertThat(here.store.claims().get(0).key()).matches("2/sha256:[0-9a-f]{64}");
        here.deliver(policy, "", () -> item("one")).subscribe().withSubscriber(UniAssertSubscriber.create())
                .assertFailedWith(MissingIdempotencyKeyException.class);
    }

    @Test
    void keysThatAreNoTextStayDifferent() {
        here.deliver(policy, "a\ud800", () -> item("one")).subscribe().withSubscriber(UniAssertSubscriber.create());
        here.deliver(policy, "a\ud801", () -> item("two")).subscribe().withSubscriber(UniAssertSubscriber.create())
                .assertItem("two");
        assertThat(here.store.claims().get(0).key()).startsWith("sha256:");
    }

    @Test
    void failureWhoseMessageFailsIsSettledAllTheSame() {
        RuntimeException failure = new RuntimeException() {
            @Override
            public String getMessage() {
                throw new NullPointerException("in the message");
            }
        };
        assertThat(here.deliver(Uni.createFrom().failure(failure)).getFailure()).isSameAs(failure);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(here.record().error()).contains("java.lang.NullPointerException");
    }

    @Test
    void stageThatFailsWithoutSayingWhyIsSettledAllTheSame() {
        here.deliver(Uni.createFrom().completionStage(
                java.util.concurrent.CompletableFuture.failedStage(new java.util.concurrent.CompletionException("x", null))))
                .assertFailedWith(java.util.concurrent.CompletionException.class);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
    }

    @Test
    void bodyThatFailsAsCancelledRunsAgain() {
        here.deliver(Uni.createFrom().failure(new CancellationException("stopped")));
        here.deliver(item("two")).assertItem("two");
    }
}
