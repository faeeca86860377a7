package org.acme.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.standalone.StandaloneIdempotency;
import io.quarkiverse.eventidempotency.testing.TestStore;

// tag::plain[]
/** No container, no Redis. */
class PlainTest {

    private final TestStore store = new TestStore();
    private final IdempotencyScope<String> scope = StandaloneIdempotency.on(store).verifyResults(true).build()
            .scope("orders", String.class);

    @Test
    void secondRunGetsTheFirstOnesResult() throws Exception {
        assertEquals("first", scope.runBlocking("order-1", () -> "first"));
        assertEquals("first", scope.runBlocking("order-1", () -> "second"));
    }

    @Test
    void processThatDiedIsTakenOverAfterItsLease() throws Exception {
        assertInstanceOf(Claim.Acquired.class, scope.claim("order-1").await().indefinitely()); // and never settled
        assertInstanceOf(Claim.InFlight.class, scope.claim("order-1").await().indefinitely());
        store.moveOn(Duration.ofSeconds(20));
        assertEquals("second", scope.runBlocking("order-1", () -> "second"));
    }
}
// end::plain[]
