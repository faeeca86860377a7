package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;

/**
 * Reads messages of Kafka. A record that was sent to a retry topic or a dead-letter queue has the place that it had at first:
 * by the header that a guarded consumer adds when it fails, else by those that SmallRye Reactive Messaging adds, which are the
 * same for each failure strategy but for their prefix. Older hops stand behind newer ones in them. The place begins with the
 * name of the record's cluster where that has one.
 */
@Singleton
public final class KafkaReader implements MessageReader {

    static final String FIRST_PLACE = "idempotency-first-place";

    private static final String DEAD_LETTER = "dead-letter-";
    private static final String DELAYED_RETRY = "delayed-retry-";
    private static final String TOPIC = "topic";

    /** Ends the name of a cluster; the name of a topic has none. */
    private static final char CLUSTER_END = '/';

    @Override
    public @Nullable Object header(Message<?> message, String name) {
        ConsumerRecord<?, ?> kafkaRecord = kafkaRecordOf(message);
        Header header = kafkaRecord == null ? null : kafkaRecord.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    private static @Nullable ConsumerRecord<?, ?> kafkaRecordOf(Message<?> message) {
        IncomingKafkaRecordMetadata<?, ?> metadata = MessageReader.metadata(message, IncomingKafkaRecordMetadata.class);
        return metadata == null ? null : metadata.getRecord();
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : HeaderText.of(header.value());
    }

    @Override
    public @Nullable String kafkaKey(Message<?> message) {
        ConsumerRecord<?, ?> kafkaRecord = kafkaRecordOf(message);
        Object key = kafkaRecord == null ? null : kafkaRecord.key();
        if (key == null || key instanceof String) {
            return (String) key;
        }
        if (key instanceof Enum<?> constant) {
            return constant.name();
        }
        if (key instanceof Number || key instanceof UUID || key instanceof Boolean) {
            return key.toString();
        }
        throw new IllegalStateException("{kafka.key} is of type " + key.getClass().getName() + ", which has no text that tells"
                + " keys apart: set key.deserializer of the channel to one that makes it a String, a number or a UUID");
    }

    @Override
    public @Nullable String kafkaRecord(Message<?> message, KafkaClusters clusters) {
        IncomingKafkaRecordMetadata<?, ?> metadata = MessageReader.metadata(message, IncomingKafkaRecordMetadata.class);
        if (metadata == null) {
            return null;
        }
        ConsumerRecord<?, ?> kafkaRecord = metadata.getRecord();
        String place = firstPlace(kafkaRecord.headers());
        if (place == null) {
            place = place(kafkaRecord.topic(), Integer.toString(kafkaRecord.partition()), Long.toString(kafkaRecord.offset()),
                    Long.toString(kafkaRecord.timestamp()));
        }
        return clusters.areOne() ? place : inCluster(clusters, metadata.getChannel(), place);
    }

    /** A record is sent elsewhere within its cluster: a place that names none is of the cluster that it is consumed from. */
    private static String inCluster(KafkaClusters clusters, @Nullable String channel, String place) {
        String cluster = channel == null || place.indexOf(CLUSTER_END) >= 0 ? null
                : clusters.nameOf(ChannelConfig.withoutCopy(channel));
        return cluster == null ? place : cluster + CLUSTER_END + place;
    }

    /** {@return where the record stood before it was sent elsewhere; {@code null} when it was not} */
    private static @Nullable String firstPlace(Headers headers) {
        String kept = text(headers, FIRST_PLACE);
        if (kept != null) {
            return kept;
        }
        Header[] all = headers.toArray();
        for (int i = all.length - 1; i >= 0; i--) {
            String name = all[i].key();
            if (name.equals(DEAD_LETTER + TOPIC) || name.equals(DELAYED_RETRY + TOPIC)) {
                return firstPlace(headers, name.substring(0, name.length() - TOPIC.length()));
            }
        }
        return null;
    }

    private static @Nullable String firstPlace(Headers headers, String prefix) {
        String topic = text(headers, prefix + TOPIC);
        String partition = text(headers, prefix + "partition");
        String offset = text(headers, prefix + "offset");
        // A dead letter does not tell when its record was written.
        String timestamp = prefix.equals(DELAYED_RETRY) ? text(headers, DELAYED_RETRY + "original-timestamp") : "";
        return topic == null || partition == null || offset == null || timestamp == null ? null
                : place(topic, partition, offset, timestamp);
    }

    private static String place(String topic, String partition, String offset, String timestamp) {
        return topic + '-' + partition + '-' + offset + '@' + timestamp;
    }

    @Override
    public @Nullable String place(Message<?> message) {
        ConsumerRecord<?, ?> kafkaRecord = kafkaRecordOf(message);
        return kafkaRecord == null ? null
                : "topic " + kafkaRecord.topic() + ", partition " + kafkaRecord.partition() + ", offset "
                        + kafkaRecord.offset();
    }

    @Override
    public void keepIdentity(Message<?> message, KafkaClusters clusters) {
        IncomingKafkaRecordMetadata<?, ?> metadata = MessageReader.metadata(message, IncomingKafkaRecordMetadata.class);
        String place = kafkaRecord(message, clusters);
        // Failure strategies send the metadata's headers on, which are a copy of the record's.
        if (metadata != null && place != null && text(metadata.getHeaders(), FIRST_PLACE) == null) {
            metadata.getHeaders().add(FIRST_PLACE, place.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public @Nullable List<Message<?>> elements(Message<?> message) {
        IncomingKafkaRecordBatchMetadata<?, ?> metadata = MessageReader.metadata(message,
                IncomingKafkaRecordBatchMetadata.class);
        // tests of applications make such metadata of records alone
        return metadata == null || metadata.getBatchedMessages().isEmpty() ? null : metadata.getBatchedMessages();
    }

    @Override
    public @Nullable Object select(Object metadata, int[] chosen) {
        return metadata instanceof IncomingKafkaRecordBatchMetadata<?, ?> batch ? select(batch, chosen) : null;
    }

    private static <K, V> IncomingKafkaRecordBatchMetadata<K, V> select(IncomingKafkaRecordBatchMetadata<K, V> batch,
            int[] chosen) {
        ConsumerRecords<K, V> records = KafkaRecordsArgument.select(batch.getRecords(), chosen);
        List<Message<?>> all = batch.getBatchedMessages();
        List<Message<?>> messages = new ArrayList<>(chosen.length);
        for (int index : chosen) {
            if (index < all.size()) {
                messages.add(all.get(index));
            }
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(); // each that of the last record, as in the whole batch
        for (ConsumerRecord<K, V> last : records) {
            offsets.put(new TopicPartition(last.topic(), last.partition()), new OffsetAndMetadata(last.offset()));
        }
        return new IncomingKafkaRecordBatchMetadata<>(records, messages, batch.getChannel(), batch.getConsumerIndex(), offsets,
                batch.getConsumerGroupGenerationId());
    }
}
