package org.acme.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkiverse.eventidempotency.testing.TestStore;
import io.quarkus.test.junit.QuarkusTest;

// tag::test[]
@QuarkusTest
class FieldHandlerTest {

    @Inject
    FieldHandlers handlers;

    @Inject
    FieldDatabase fields;

    @Inject
    TestStore store;

    @Test
    void duplicateDoesNotRunAgain() {
        EventEnvelope<Field> event = FieldEvents.withoutKey("twice", new Field("field-9", "South"));
        FieldCreated first = handlers.onFieldCreated(event).await().indefinitely();
        assertEquals(first, handlers.onFieldCreated(event).await().indefinitely());
        assertEquals(1, fields.created().stream().filter("field-9"::equals).count());
    }

    @Test
    void storeThatIsAwayFailsTheDelivery() {
        store.goAway();
        try {
            EventEnvelope<Field> event = FieldEvents.withoutKey("away", new Field("field-8", "West"));
            assertThrows(StoreUnavailableException.class, () -> handlers.onFieldCreated(event).await().indefinitely());
        } finally {
            store.comeBack();
        }
    }
}
// end::test[]
