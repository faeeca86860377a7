package io.quarkiverse.eventidempotency.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

class EngineListenerTest {

    private final EngineFixture here = new EngineFixture();
    private final EngineFixture other = here.anotherProcess();

    @Test
    void reportsWhoseClaimWasTakenOverAndHowLate() {
        other.deliver(Uni.createFrom().nothing());
        here.clock.pause(3_250);
        here.deliver(Uni.createFrom().item("done"));
        assertThat(here.reports).containsExactly("claimed 2 of e-1 from test/1 late 250", "COMPLETED of e-1");
    }

    @Test
    void reportsFailure() {
        here.deliver(Uni.createFrom().failure(new IllegalStateException("No paper")));
        here.deliver(Uni.createFrom().item("done"));
        assertThat(here.reports).containsExactly("claimed 1 of e-1", "FAILED of e-1 java.lang.IllegalStateException: No paper",
                "claimed 2 of e-1", "COMPLETED of e-1");
    }

    @Test
    void reportsRefusalWithItsText() {
        Policy policy = new Policy();
        policy.onInFlight = OnInFlight.FAIL;
        here.deliver(policy, Uni.createFrom().nothing());
        here.deliver(policy, Uni.createFrom().item("never"));
        assertThat(here.reports).hasSize(2);
        assertThat(here.reports.get(1)).startsWith("IN_FLIGHT_REJECTED of e-1 "
                + "io.quarkiverse.eventidempotency.EventInFlightException: ");
    }

    @Test
    void reportsEachEndOfAWaitOnce() {
        UniEmitter<? super String>[] emitter = new UniEmitter[1];
        here.deliver(Uni.createFrom().emitter(e -> emitter[0] = e));
        UniAssertSubscriber<String> waits = here.deliver(Uni.createFrom().item("never"));
        here.clock.advance(400);
        emitter[0].complete("done");
        waits.assertItem("done");
        assertThat(here.reports).containsExactlyInAnyOrder("claimed 1 of e-1", "waited 400", "REPLAYED of e-1",
                "COMPLETED of e-1");
    }

    @Test
    void reportsEndOfAWaitThatTimesOutOrIsCancelled() {
        here.deliver(Uni.createFrom().nothing());
        here.deliver(Uni.createFrom().item("never"));
        UniAssertSubscriber<String> cancelled = here.deliver(Uni.createFrom().item("never"));
        here.clock.advance(1_000);
        cancelled.cancel();
        assertThat(here.reports).containsExactly("claimed 1 of e-1", "CANCELLED of e-1", "waited 1000");
        here.clock.advance(10_000);
        assertThat(here.reports).contains("waited 10000").filteredOn(report -> report.startsWith("waited")).hasSize(2);
    }
}
