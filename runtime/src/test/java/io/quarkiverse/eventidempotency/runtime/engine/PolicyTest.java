package io.quarkiverse.eventidempotency.runtime.engine;

import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STORE_KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.ReplayedFailureException;
import io.quarkiverse.eventidempotency.ResultUnavailableException;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** What the policies do that say which failures, payloads and results count, and to whom. */
class PolicyTest {

    private final EngineFixture here = new EngineFixture();
    private final Policy policy = new Policy();

    private UniAssertSubscriber<String> deliver(Uni<String> outcome) {
        return here.deliver(policy, outcome);
    }

    private UniAssertSubscriber<String> deliver(String fingerprint, long ttlMillis) {
        return here.deliverEvent(policy, new EventIdentity(KEY, null, null, fingerprint, ttlMillis, null), () -> item("new"))
                .subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static Uni<String> item(String item) {
        return Uni.createFrom().item(item);
    }

    private static Uni<String> failure(Throwable failure) {
        return Uni.createFrom().failure(failure);
    }

    private long count(DeliveryOutcome outcome) {
        return policy.counters.count(outcome);
    }

    // Terminal failures

    @Test
    void terminalFailureIsAnOutcome() {
        policy.terminal = IllegalArgumentException.class::isInstance;
        deliver(failure(new NumberFormatException("no number"))).assertFailedWith(NumberFormatException.class, "no number");
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(here.record().retryable()).isFalse();

        ReplayedFailureException replayed = catchThrowableOfType(ReplayedFailureException.class,
                () -> here.engine.handler(policy.build(), STRINGS).guardBlocking(new EventIdentity(KEY, null, null),
                        () -> "two", null, null));
        assertThat(replayed.failureType()).isEqualTo("java.lang.NumberFormatException");
        assertThat(replayed.failureMessage()).isEqualTo("no number");
        assertThat(here.bodies).hasValue(1);
        assertThat(count(DeliveryOutcome.FAILED_FOR_GOOD)).isOne();
        assertThat(count(DeliveryOutcome.FAILURE_REPLAYED)).isOne();
    }

    @Test
    void terminalFailureOfABlockingBodyToo() {
        policy.terminal = IllegalArgumentException.class::isInstance;
        assertThatThrownBy(
                () -> here.engine.handler(policy.build(), STRINGS).guardBlocking(new EventIdentity(KEY, null, null), () -> {
                    throw new IllegalArgumentException("no");
                }, null, null)).isInstanceOf(IllegalArgumentException.class);
        deliver(item("two")).assertFailedWith(ReplayedFailureException.class, "IllegalArgumentException: no");
        assertThat(count(DeliveryOutcome.FAILED_FOR_GOOD)).isOne();
    }

    @Test
    void otherFailuresRunAgain() {
        policy.terminal = IllegalArgumentException.class::isInstance;
        deliver(failure(new IllegalStateException("later")));
        assertThat(here.record().retryable()).isTrue();
        deliver(item("two")).assertItem("two");
        assertThat(count(DeliveryOutcome.FAILED)).isOne();
    }

    // Crashes and attempts

    @Test
    void crashIsQuarantined() {
        policy.afterCrash = AfterCrash.QUARANTINE;
        here.anotherProcess().deliver(policy, Uni.createFrom().nothing());
        here.clock.pause(3_001);
        deliver(item("two")).assertFailedWith(EventQuarantinedException.class, "operator");
        assertThat(here.bodies).hasValue(0);
        assertThat(here.memory.remainingMillis(STORE_KEY)).isGreaterThan(Duration.ofDays(6).toMillis());
    }

    @Test
    void attemptsAreUsedUp() {
        policy.maxAttempts = 2;
        deliver(failure(new IllegalStateException("one")));
        deliver(failure(new IllegalStateException("two")));
        deliver(item("three")).assertFailedWith(AttemptsExhaustedException.class, "used up its 2 attempts");
        assertThat(here.bodies).hasValue(2);
    }

    // Payloads

    @Test
    void sameKeyWithAnotherPayloadIsRefused() {
        deliver("f1", 0).assertItem("new");
        assertThat(here.record().fingerprint()).isEqualTo("f1");
        deliver("f2", 0).assertFailedWith(IdempotencyKeyReusedException.class, "another payload");
        deliver("f1", 0).assertItem("new");
        deliver(null, 0).assertItem("new");
        assertThat(here.bodies).hasValue(1);
        assertThat(count(DeliveryOutcome.KEY_REUSED)).isOne();
    }

    @Test
    void anotherPayloadDoesNotRunAFailedEvent() {
        here.deliverEvent(policy, new EventIdentity(KEY, null, null, "f1", 0, null),
                () -> failure(new IllegalStateException("no")))
                .subscribe().withSubscriber(UniAssertSubscriber.create());
        deliver("f2", 0).assertFailedWith(IdempotencyKeyReusedException.class, "another payload");
        deliver("f1", 0).assertItem("new");
    }

    // Times to live

    @Test
    void eventHasATimeToLiveOfItsOwn() {
        deliver(null, 3_600_000).assertItem("new");
        assertThat(here.memory.remainingMillis(STORE_KEY)).isEqualTo(3_600_000);
        here.memory.clear();
        deliver(null, 0).assertItem("new");
        assertThat(here.memory.remainingMillis(STORE_KEY)).isEqualTo(60_000);
    }

    @Test
    void recordInFlightLivesAsLongAsItsEvent() {
        here.deliverEvent(policy, new EventIdentity(KEY, null, null, null, 3_600_000, null), () -> Uni.createFrom().nothing())
                .subscribe().withSubscriber(UniAssertSubscriber.create());
        assertThat(here.memory.remainingMillis(STORE_KEY)).isEqualTo(3_600_000);
        here.clock.advance(1_100); // renewed
        assertThat(here.memory.remainingMillis(STORE_KEY)).isGreaterThan(3_598_000);
    }

    // Results

    @Test
    void resultThatNobodyNeedsIsNotStored() {
        policy.storeResult = false;
        policy.resultNeeded = false;
        deliver(item("one")).assertItem("one");
        assertThat(here.record().hasResult()).isFalse();
        deliver(item("two")).assertItem(null);
        policy.resultNeeded = true;
        deliver(item("two")).assertFailedWith(ResultUnavailableException.class, "not stored");
        assertThat(here.told).isEmpty();
    }

    // Observing

    @Test
    void observedDuplicateRuns() {
        policy.observe = true;
        deliver(item("one")).assertItem("one");
        String first = here.memory.get(STORE_KEY);
        deliver(item("two")).assertItem("two");
        assertThat(here.memory.get(STORE_KEY)).as("the first run's record").isEqualTo(first);
        assertThat(here.told).containsExactly("OBSERVED_DUPLICATE");
        assertThat(count(DeliveryOutcome.COMPLETED)).isOne();
        assertThat(count(DeliveryOutcome.OBSERVED_DUPLICATE)).isOne();
    }

    @Test
    void observedDeliveryDoesNotWait() throws Exception {
        policy.observe = true;
        deliver(Uni.createFrom().nothing());
        deliver(item("two")).assertItem("two");
        assertThat(here.engine.handler(policy.build(), STRINGS).guardBlocking(new EventIdentity(KEY, null, null), () -> "three",
                null, null))
                .isEqualTo("three");
        assertThat(count(DeliveryOutcome.OBSERVED_IN_FLIGHT)).isEqualTo(2);
    }

    @Test
    void observedDeliveryIsNotRefused() {
        policy.observe = true;
        policy.maxAttempts = 1;
        deliver(failure(new UncheckedIOException(new IOException("down")))).assertFailedWith(UncheckedIOException.class);
        deliver(item("two")).assertItem("two");
        here.deliver(policy, "", () -> item("no key")).subscribe().withSubscriber(UniAssertSubscriber.create())
                .assertItem("no key");
        assertThat(here.told).containsExactly("OBSERVED_REFUSED AttemptsExhaustedException", "unguarded without key");
    }

    @Test
    void observedDeliveryIsNotHeldUpByAStoreThatIsAway() {
        policy.observe = true;
        here.store.away(true);
        deliver(item("one")).assertItem("one");
        assertThat(count(DeliveryOutcome.UNGUARDED_NO_STORE)).isOne();
    }

    @Test
    void observedBodyMayClaimTheKeyThatItHolds() throws Exception {
        policy.observe = true;
        deliver(Uni.createFrom().deferred(() -> here.deliver(policy, KEY, () -> item("inner")))).assertItem("inner");
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(here.told).containsExactly("OBSERVED_REFUSED NestedClaimException");
        assertThat(count(DeliveryOutcome.OBSERVED_REFUSED)).isOne();
    }

    @Test
    void observedDeliveryIsNotFailedForAResultThatCannotBeReadBack() {
        policy.observe = true;
        deliver(item("unreadable")).assertItem("unreadable");
        assertThat(here.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(here.record().hasResult()).isFalse();
    }
}
