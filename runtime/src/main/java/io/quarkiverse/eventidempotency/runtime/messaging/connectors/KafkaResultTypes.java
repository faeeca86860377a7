package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.runtime.json.ResultTypes;
import io.smallrye.reactive.messaging.kafka.Record;

/** The {@code Record} of key and value that processors return. */
@Singleton
public final class KafkaResultTypes implements ResultTypes {

    /** What Jackson has to know of a record. */
    public abstract static class RecordAsJson {

        @JsonProperty
        abstract @Nullable Object key();

        @JsonProperty
        abstract @Nullable Object value();

        @JsonCreator
        @SuppressWarnings("unused") // a pattern for Jackson
        public static <K, V> @Nullable Record<K, V> of(@JsonProperty("key") K key, @JsonProperty("value") V value) {
            return null;
        }
    }

    @Override
    public void teach(ObjectMapper mapper) {
        mapper.addMixIn(Record.class, RecordAsJson.class);
    }
}
