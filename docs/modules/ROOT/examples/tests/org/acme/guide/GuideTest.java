package org.acme.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.quarkiverse.eventidempotency.testing.TestStore;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** Each example does what its section says. */
@QuarkusTest
class GuideTest {

    private static final Field NORTH = new Field("field-1", "North");

    @Inject
    FieldHandlers handlers;
    @Inject
    FieldCaller caller;
    @Inject
    FieldProcessing processing;
    @Inject
    FieldSteps steps;
    @Inject
    FieldOperations operations;
    @Inject
    EventIdempotency idempotency;
    @Inject
    FieldDatabase fields;
    @Inject
    TestStore store;

    @BeforeEach
    void start() {
        fields.created().clear();
        store.clear();
    }

    private static EventEnvelope<Field> event(Field field) {
        return FieldEvents.withoutKey(UUID.randomUUID().toString(), field);
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private String stored(String scope, String key) {
        return store.get("idempotency:events:" + scope + ":" + key);
    }

    private long hoursLeft(String scope, String key) {
        StoredValue value = get(store.find("idempotency:events:" + scope + ":" + key)).orElseThrow();
        return Math.round(value.remainingMillis() / 3_600_000.0);
    }

    // Quick start

    @Test
    void handlerRunsOnceAndTheSecondCallGetsTheSameResult() {
        EventEnvelope<Field> event = event(NORTH);
        FieldCreated first = get(handlers.onFieldCreated(event));
        assertEquals(first, get(handlers.onFieldCreated(event)));
        assertEquals(List.of("field-1"), fields.created());
    }

    @Test
    void processingIsToldOfDuplicates() throws Exception {
        EventEnvelope<Field> event = event(NORTH);
        FieldCreated first = get(processing.handle(event));
        assertEquals(first, get(processing.handle(event)));
        assertEquals(first, processing.handleHere(event));
        assertEquals(1, fields.created().size());
    }

    @Test
    void stepsByHandDoTheSame() {
        EventEnvelope<Field> event = event(NORTH);
        FieldCreated first = steps.handle(event);
        assertEquals(first, steps.handle(event));
        assertEquals(1, fields.created().size());
    }

    @Test
    void stepsByHandSeeAnotherAtIt() {
        EventEnvelope<Field> event = event(NORTH);
        get(idempotency.scope("fields.steps").claim(event));
        assertNull(steps.handle(event));
        assertTrue(fields.created().isEmpty());
    }

    @Test
    void stepsByHandThatFailCanBeTakenAgain() {
        EventEnvelope<Field> nameless = event(new Field("field-1", " "));
        assertThrows(IllegalArgumentException.class, () -> steps.handle(nameless));
        assertTrue(stored("fields.steps", nameless.eventId()).contains("\"status\":\"failed\""));
        EventEnvelope<Field> mended = FieldEvents.withoutKey(nameless.eventId(), NORTH);
        assertEquals("created", steps.handle(mended).status());
    }

    // Keys

    @Test
    void withoutAKeyTheEventsIdCounts() {
        EventEnvelope<Field> event = event(NORTH);
        get(handlers.onFieldCreated(event));
        assertTrue(stored("fields.created", event.eventId()).contains("\"event_type\":\"field.created\""));
        get(handlers.onFieldCreated(event(NORTH)));
        assertEquals(2, fields.created().size());
    }

    @Test
    void aKeyMakesTwoEventsOne() {
        get(handlers.onFieldCreated(FieldEvents.ofTenant("t-1", "e-1", NORTH)));
        get(handlers.onFieldCreated(FieldEvents.ofTenant("t-1", "e-2", NORTH)));
        assertEquals(1, fields.created().size());
        get(handlers.onFieldCreated(FieldEvents.ofTenant("t-2", "e-3", NORTH)));
        assertEquals(2, fields.created().size());

        get(handlers.onceForEachField(event(NORTH)));
        get(handlers.onceForEachField(event(NORTH)));
        assertEquals(3, fields.created().size());
        assertTrue(stored("fields.by-id", "field-create:tenant-1:field-1").contains("completed"));
    }

    // Times to live

    @Test
    void twoTimesToLiveDoNotShareOneChecker() {
        EventEnvelope<Field> event = event(NORTH);
        get(handlers.onFieldCreated(event));
        get(handlers.rememberedForAnHour(event));
        get(processing.handle(event));
        assertEquals(24, hoursLeft("fields.created", event.eventId()));
        assertEquals(1, hoursLeft("fields.hourly", event.eventId()));
        assertEquals(2, hoursLeft("fields.processed", event.eventId()));
        store.moveOn(Duration.ofMinutes(61));
        get(handlers.onFieldCreated(event));
        assertEquals(3, fields.created().size());
        get(handlers.rememberedForAnHour(event));
        assertEquals(4, fields.created().size());
    }

    // Duplicates

    @Test
    void duplicateFailsAndBringsTheResult() {
        EventEnvelope<Field> event = event(NORTH);
        FieldCreated first = caller.create(event);
        assertEquals(first, caller.create(event));
        assertEquals(1, fields.created().size());
    }

    @Test
    void twoHandlersOfOneEventBothRun() {
        EventEnvelope<Field> event = event(NORTH);
        get(handlers.onFieldCreated(event));
        get(handlers.onceForEachField(event));
        assertEquals(2, fields.created().size());
    }

    @Test
    void anyResultIsRemembered() throws Exception {
        int[] runs = new int[1];
        IdempotencyScope<Integer> scope = idempotency.scope("fields.falsy", Integer.class);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, scope.runBlocking("zero", () -> {
                runs[0]++;
                return 0;
            }));
            assertNull(scope.runBlocking("nothing", () -> {
                runs[0]++;
                return null;
            }));
        }
        assertEquals(2, runs[0]);
    }

    // States and errors

    @Test
    void stateIsTold() {
        EventEnvelope<Field> event = event(NORTH);
        assertEquals("not processed yet", get(operations.describe(event.eventId())));
        Claim<Void> claim = get(idempotency.scope("fields.created").claim(event));
        assertTrue(get(operations.describe(event.eventId())).startsWith("being processed since 2"));
        assertTrue(get(operations.isDuplicate(event.eventId())), "what is in flight is one too");
        get(((Claim.Acquired<Void>) claim).fail("no power"));
        assertEquals("failed with no power", get(operations.describe(event.eventId())));
        assertEquals(1, get(operations.countFailures()).n());
        assertEquals(false, get(operations.isDuplicate(event.eventId())));
        get(handlers.onFieldCreated(event));
        assertTrue(get(operations.describe(event.eventId())).startsWith("completed with {\"status\":\"created\""));
    }

    @Test
    void failedEventRunsAgainWithoutBeingDeleted() {
        String id = UUID.randomUUID().toString();
        assertThrows(IllegalArgumentException.class,
                () -> get(handlers.onFieldCreated(FieldEvents.withoutKey(id, new Field("field-1", "")))));
        assertTrue(get(operations.describe(id)).startsWith("failed with Invalid payload"));
        assertEquals("created", get(handlers.onFieldCreated(FieldEvents.withoutKey(id, NORTH))).status());
    }

    @Test
    void completedEventRunsAgainOnceItIsDeleted() {
        EventEnvelope<Field> event = event(NORTH);
        FieldCreated first = get(handlers.onFieldCreated(event));
        assertEquals(DeleteResult.DELETED, get(operations.forget(event.eventId())));
        assertNotEquals(first, get(handlers.onFieldCreated(event)));
        assertEquals(DeleteResult.ABSENT, get(operations.forget("unknown")));
    }

    @Test
    void asyncHandlerIsCompletedWhenItEnds() {
        EventEnvelope<Field> event = event(NORTH);
        Uni<FieldCreated> delivery = handlers.onFieldCreatedRetried(event);
        assertNull(stored("fields.retried", event.eventId()), "nothing happens before the subscription");
        get(delivery);
        assertTrue(stored("fields.retried", event.eventId()).contains("\"status\":\"completed\""));
    }

    @Test
    void crashBlocksForALeaseAndNotForTheTimeToLive() {
        EventEnvelope<Field> event = event(NORTH);
        get(idempotency.scope("fields.created").claim(event)); // and never settled
        store.moveOn(Duration.ofSeconds(21));
        get(handlers.onFieldCreated(event));
        assertEquals(1, fields.created().size());
    }

    // Advanced patterns

    @Test
    void onlySomeTypesAreGuarded() {
        EventEnvelope<Field> critical = event(NORTH);
        get(handlers.onAnyEvent(critical));
        get(handlers.onAnyEvent(critical));
        assertEquals(1, fields.created().size());
        EventEnvelope<Field> other = new EventEnvelope<>("e", "field.viewed", 1, null, null, null, null, null, NORTH, null);
        get(handlers.onAnyEvent(other));
        get(handlers.onAnyEvent(other));
        assertEquals(3, fields.created().size());
    }

    @Test
    void orphansAreRevoked() {
        store.put("idempotency:events:fields.created:old", "{\"status\":\"processing\",\"owner\":\"" + "a".repeat(32)
                + "\",\"attempt\":1,\"fence\":1,\"lease_ms\":20000,\"ttl_ms\":86400000,\"first_seen_at\":\"2026-01-01T00:00:00Z\","
                + "\"scope\":\"fields.created\",\"idempotency_key\":\"old\"}", Duration.ofHours(23));
        assertEquals(new DeleteCount(0, 1), get(operations.revokeOrphans()));
        assertTrue(stored("fields.created", "old").contains("\"status\":\"failed\""));
    }
}
