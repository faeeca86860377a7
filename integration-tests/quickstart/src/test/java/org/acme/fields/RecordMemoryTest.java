package org.acme.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;

/**
 * How much memory of Redis a completed record without a result takes, with its key.
 * <p>
 * The server of this test allocates to 16 bytes. One with jemalloc, as most are, rounds a record up to its next size class.
 */
@QuarkusTest
@TestProfile(RecordMemoryTest.OneNode.class)
@QuarkusTestResource(value = TestRedis.class, restrictToAnnotatedClass = true)
class RecordMemoryTest {

    private static final int ORDER_LIMIT = 420;
    private static final int FIELD_LIMIT = 530;

    /** Makes records equally long on each machine. */
    public static final class OneNode implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.event-idempotency.node", "fields/1");
        }
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent(key = "{order}", scope = "orders", storeResult = false)
        Uni<Void> onOrder(String order) {
            return Uni.createFrom().voidItem();
        }

        /** As {@link FieldEvents}, in a scope whose name is as long. */
        @Idempotent(key = FieldEvents.KEY, scope = "fields-create", ttl = "1H", storeResult = false)
        Uni<Void> onField(EventEnvelope<Field> event) {
            return Uni.createFrom().voidItem();
        }
    }

    TestRedis redis;

    @Inject
    Handlers handlers;

    @Inject
    EnvelopeReader envelopes;

    @Test
    void keepsRecordsSmall() {
        handlers.onOrder("order-1001").await().indefinitely();

        assertThat(memory("orders:order-1001")).isBetween(100, ORDER_LIMIT);
    }

    @Test
    void keepsRecordsOfFieldsSmall() throws Exception {
        EventEnvelope<Field> event = envelopes
                .read(FieldResourceTest.envelope(UUID.randomUUID().toString(), "field-1"));

        handlers.onField(event).await().indefinitely();

        assertThat(memory("fields-create:" + Records.key(event))).isBetween(100, FIELD_LIMIT);
    }

    private int memory(String key) {
        String storeKey = "idempotency:events:" + key;
        String reply = redis.command("MEMORY USAGE " + storeKey);
        System.out.printf("MEMORY USAGE %s %s%n%s%n", storeKey, reply, redis.get(storeKey));
        return Integer.parseInt(reply.substring(1));
    }
}
