package org.acme.fields;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.redis.datasource.RedisDataSource;

/** The idempotency records of field events, read from Redis as {@code redis-cli} would. */
@ApplicationScoped
public class Records {

    // Without Redis there is none: the application runs without these.
    @Inject
    Instance<RedisDataSource> redis;

    @Inject
    ObjectMapper mapper;

    /** {@return the key of the event's record in Redis} */
    static String storeKey(EventEnvelope<Field> event) {
        return "idempotency:events:" + FieldEvents.SCOPE + ":" + key(event);
    }

    static String key(EventEnvelope<Field> event) {
        return "field-create:" + event.tenantId() + ":" + event.payload().fieldId();
    }

    /** {@return the event's record, as it stands there; null when there is none} */
    String get(EventEnvelope<Field> event) {
        return redis.get().value(String.class).get(storeKey(event));
    }

    /** {@return the event's record; a missing node when there is none} */
    JsonNode read(EventEnvelope<Field> event) throws JsonProcessingException {
        String record = get(event);
        return mapper.readTree(record == null ? "" : record);
    }

    /** {@return how long the lease of the claim on the event still runs, in milliseconds, by the clock of Redis} */
    long remainingLease(EventEnvelope<Field> event) throws JsonProcessingException {
        JsonNode record = read(event);
        long sinceWritten = record.path("ttl_ms").asLong() - redis.get().key(String.class).pttl(storeKey(event));
        return record.path("lease_ms").asLong() - sinceWritten;
    }
}
