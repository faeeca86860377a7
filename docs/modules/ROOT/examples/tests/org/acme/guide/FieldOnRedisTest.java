package org.acme.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

// tag::test[]
@QuarkusTest
@TestProfile(FieldOnRedisTest.OnRedis.class)
class FieldOnRedisTest {

    public static class OnRedis implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(RedisResource.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() { // without what other tests put in the place of the store
            return Map.of("quarkus.arc.exclude-types", "org.acme.guide.TestStores,org.acme.guide.EncryptedResults");
        }
    }

    @Inject
    FieldHandlers handlers;

    @Inject
    FieldDatabase fields;

    @Inject
    FieldOperations operations;

    @BeforeEach
    void forget() {
        operations.forgetAll().await().indefinitely();
    }

    @Test
    void duplicateDoesNotRunAgain() {
        EventEnvelope<Field> event = FieldEvents.withoutKey("on-redis", new Field("field-7", "East"));
        assertFalse(operations.isDuplicate("on-redis").await().indefinitely());
        FieldCreated first = handlers.onFieldCreated(event).await().indefinitely();
        assertEquals(first, handlers.onFieldCreated(event).await().indefinitely());
        assertEquals(1, fields.created().stream().filter("field-7"::equals).count());
        assertTrue(operations.isDuplicate("on-redis").await().indefinitely());
    }
}
// end::test[]
