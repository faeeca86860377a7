package io.quarkiverse.eventidempotency.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** Which deliveries wait for a store that is unavailable. {@code store-retry-timeout} is 5 seconds. */
class StoreOutageTest {

    private final EngineFixture here = new EngineFixture();
    private final Policy proceeds = new Policy();

    StoreOutageTest() {
        proceeds.onStoreFailure = OnStoreFailure.PROCEED;
    }

    private UniAssertSubscriber<String> deliver(Policy policy, String key) {
        return here.deliver(policy, key, () -> Uni.createFrom().item("ran")).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void onlyTheFirstDeliveryWaits() {
        here.store.away(true);
        UniAssertSubscriber<String> first = deliver(proceeds, "1");
        here.clock.advance(4_900);
        first.assertNotTerminated();
        here.clock.advance(1_100);
        first.assertCompleted();

        here.store.steps().clear();
        deliver(proceeds, "2").assertCompleted();
        assertThat(here.store.steps()).as("a store that does not report outages is tried once").containsExactly("claim");
        here.clock.advance(60_000);
        deliver(proceeds, "3").assertCompleted();
        assertThat(here.told).hasSize(3).containsOnly("unguarded without store");

        here.store.returnSilently();
        deliver(proceeds, EngineFixture.KEY).assertCompleted();
        assertThat(here.record().status()).hasToString("COMPLETED");
        assertThat(here.told).hasSize(3);
    }

    @Test
    void noDeliveryRunsUnguardedBeforeTheOutageHasLastedAsLong() {
        here.store.away(true);
        UniAssertSubscriber<String> first = deliver(proceeds, "1");
        here.clock.advance(4_000);
        UniAssertSubscriber<String> second = deliver(proceeds, "2");
        here.clock.advance(900);
        first.assertNotTerminated();
        second.assertNotTerminated();
        here.clock.advance(1_100);
        first.assertCompleted();
        second.assertCompleted();
    }

    @Test
    void reportedOutageIsMeasuredFromItsReport() {
        here.store.reportAway();
        here.clock.advance(4_900);
        UniAssertSubscriber<String> early = deliver(proceeds, "1");
        early.assertNotTerminated();
        here.clock.advance(1_000);
        early.assertCompleted();

        here.store.steps().clear();
        for (int i = 0; i < 10; i++) {
            deliver(proceeds, "n" + i).assertCompleted();
            here.clock.advance(300);
        }
        assertThat(here.store.steps()).as("asked each second whether it is available").hasSizeBetween(2, 4)
                .containsOnly("renew");

        here.store.away(false);
        deliver(proceeds, EngineFixture.KEY).assertCompleted();
        assertThat(here.record().status()).hasToString("COMPLETED");
    }

    @Test
    void replyEndsAReportedOutage() {
        here.store.reportAway();
        here.clock.advance(5_000);
        deliver(proceeds, "1").assertCompleted();
        here.store.returnSilently();
        here.clock.advance(1_000);
        here.store.holdReplies();
        deliver(proceeds, "2").assertCompleted();
        assertThat(here.told).hasSize(2);
        here.store.releaseReplies();
        deliver(proceeds, EngineFixture.KEY).assertCompleted();
        assertThat(here.record().status()).hasToString("COMPLETED");
        assertThat(here.told).hasSize(2);
    }

    @Test
    void singleFailureBetweenRepliesIsNoOutage() {
        for (int i = 0; i < 3; i++) {
            here.store.loseReplies(1);
            UniAssertSubscriber<String> delivery = deliver(proceeds, "k" + i);
            delivery.assertNotTerminated();
            here.clock.advance(1_000);
            delivery.assertCompleted();
            here.clock.advance(10_000);
        }
        assertThat(here.told).isEmpty();
    }

    @Test
    void deliveryThatMustNotRunUnguardedWaitsEachTime() {
        here.store.reportAway();
        here.clock.advance(60_000);
        UniAssertSubscriber<String> delivery = deliver(new Policy(), "1");
        here.clock.advance(4_900);
        delivery.assertNotTerminated();
        here.clock.advance(1_100);
        delivery.assertFailedWith(StoreUnavailableException.class);
    }

    @Test
    void observedDeliveryDoesNotWaitEither() {
        Policy observes = new Policy();
        observes.observe = true;
        here.store.away(true);
        UniAssertSubscriber<String> first = deliver(observes, "1");
        here.clock.advance(6_000);
        first.assertCompleted();
        deliver(observes, "2").assertCompleted();
        assertThat(here.told).hasSize(2).containsOnly("unguarded without store");
    }

    @Test
    void claimInDoubtIsReleasedWhenItsBodyRunsUnguarded() {
        here.store.away(true);
        deliver(proceeds, "1");
        here.clock.advance(6_000);
        here.store.returnSilently();
        here.store.loseReplies(1);
        deliver(proceeds, EngineFixture.KEY).assertCompleted();
        here.clock.advance(1_000);
        assertThat(here.record().status()).hasToString("FAILED");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void outageDoesNotBeginWithAFailureOfLongAgo(boolean reported) {
        here.store.away(true);
        deliver(new Policy(), "1");
        here.clock.advance(6_000);
        here.store.returnSilently();
        here.clock.advance(3_600_000);
        if (reported) {
            here.store.reportAway();
        } else {
            here.store.away(true);
        }
        UniAssertSubscriber<String> delivery = deliver(proceeds, "2");
        here.clock.advance(4_500);
        delivery.assertNotTerminated();
        here.clock.advance(1_500);
        delivery.assertCompleted();
    }
}
