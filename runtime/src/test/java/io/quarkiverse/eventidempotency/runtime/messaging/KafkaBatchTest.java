package io.quarkiverse.eventidempotency.runtime.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.KafkaClusters;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.KafkaReader;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.KafkaRecordsArgument;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;

/** A batch as the connector makes it of two partitions; only what commits and what rejects records is not the connector's. */
class KafkaBatchTest {

    private static final TopicPartition ONE = new TopicPartition("orders", 1);
    private static final TopicPartition ZERO = new TopicPartition("orders", 0);

    private final List<String> settled = new ArrayList<>();
    private final ConsumerRecords<String, String> records = records();
    private final IncomingKafkaRecordBatch<String, String> batch = new IncomingKafkaRecordBatch<>(records, "channel", 0,
            new KafkaCommitHandler() {

                @Override
                public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> kafkaRecord) {
                    settled.add("ack " + kafkaRecord.getOffset());
                    return Uni.createFrom().voidItem();
                }
            }, new KafkaFailureHandler() {

                @Override
                public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> kafkaRecord, Throwable reason, Metadata metadata) {
                    settled.add("nack " + kafkaRecord.getOffset() + ' ' + reason.getMessage());
                    return reason instanceof Error ? Uni.createFrom().failure(reason) : Uni.createFrom().voidItem();
                }
            }, true, false);

    /** Offsets 10 to 12 of one partition come before 20 and 21 of the other; 11 has no value, and 21 is a CloudEvent. */
    private static ConsumerRecords<String, String> records() {
        Map<TopicPartition, List<ConsumerRecord<String, String>>> records = new LinkedHashMap<>();
        records.put(ONE, List.of(kafkaRecord(ONE, 10, "a", "idempotency-key=own"), kafkaRecord(ONE, 11, null),
                kafkaRecord(ONE, 12, "c", "idempotency-first-place=kept")));
        records.put(ZERO, List.of(kafkaRecord(ZERO, 20, "d", "order-id=7"),
                kafkaRecord(ZERO, 21, "e", "ce_specversion=1.0", "ce_id=17", "ce_source=urn:shop", "ce_type=placed")));
        return new ConsumerRecords<>(records, Map.of(ONE, new OffsetAndMetadata(13), ZERO, new OffsetAndMetadata(22)));
    }

    private static ConsumerRecord<String, String> kafkaRecord(TopicPartition partition, long offset, String value,
            String... headers) {
        RecordHeaders all = new RecordHeaders();
        for (String header : headers) {
            int equals = header.indexOf('=');
            all.add(header.substring(0, equals), header.substring(equals + 1).getBytes(UTF_8));
        }
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, 1000 + offset,
                TimestampType.CREATE_TIME, 0, 0, "key-" + offset, value, all, Optional.empty());
    }

    private static ArrivedMessage read(Message<?> message) {
        return new ReadMessage.Finder(List.of("channel"), List.of(new KafkaReader()), List.of(IdentitySource.values()),
                KafkaClusters.ONE, new DeliveryCounters()).apply(message);
    }

    @Test
    void elementIsReadAsItsOwnRecord() {
        ArrivedMessage message = read(batch);
        assertThat(List.of(0, 1, 2, 3, 4)).extracting(index -> message.element(index).kafkaKey())
                .containsExactly("key-10", "key-11", "key-12", "key-20", "key-21");
        assertThat(List.of(0, 1, 2, 3, 4)).extracting(index -> message.element(index).messageId()).containsExactly(
                "orders-1-10@1010", "orders-1-11@1011", "kept", "orders-0-20@1020", "orders-0-21@1021");
        assertThat(List.of(0, 1, 2, 3, 4)).extracting(index -> message.element(index).identity()).containsExactly(
                "own", "orders-1-11@1011", "kept", "orders-0-20@1020", "urn\\:shop:17");
        assertThat(message.element(3).header("order-id")).isEqualTo("7");
        assertThat(message.element(2).header("order-id")).isNull();
        assertThat(message.element(4).cloudEvent("type")).isEqualTo("placed");
        assertThat(message.element(1).place()).isEqualTo("topic orders, partition 1, offset 11");
        assertThat(message.kafkaKey()).isNull();
        assertThat(message.identity()).isNull();
    }

    @Test
    void elementsHaveTheOrderOfThePayload() {
        assertThat(batch.getPayload()).containsExactly("a", null, "c", "d", "e");
        assertThat(KafkaRecordsArgument.INSTANCE.elements(records)).extracting(one -> ((ConsumerRecord<?, ?>) one).value())
                .isEqualTo(batch.getPayload());
    }

    @Test
    void identityIsKeptForItsRecord() {
        read(batch).element(3).keepIdentity();
        assertThat(batch.getRecords()).extracting(one -> text(one.getHeaders(), "idempotency-first-place"))
                .containsExactly(null, null, "kept", "orders-0-20@1020", null);
    }

    private static String text(Headers headers, String name) {
        return headers.lastHeader(name) == null ? null : new String(headers.lastHeader(name).value(), UTF_8);
    }

    @Test
    void metadataIsSelectedInStep() {
        IncomingKafkaRecordBatchMetadata<?, ?> all = batch.getMetadata(IncomingKafkaRecordBatchMetadata.class).orElseThrow();
        IncomingKafkaRecordBatchMetadata<?, ?> some = (IncomingKafkaRecordBatchMetadata<?, ?>) read(batch).select(all,
                new int[] { 0, 1, 4 });
        assertThat(some.getRecords()).extracting(ConsumerRecord::offset).containsExactly(10L, 11L, 21L);
        assertThat(some.getBatchedMessages()).extracting(message -> (Object) message.getPayload()).containsExactly("a", null,
                "e");
        assertThat(some.getOffsets()).isEqualTo(Map.of(ONE, new OffsetAndMetadata(11), ZERO, new OffsetAndMetadata(21)));
        assertThat(some.getChannel()).isEqualTo("channel");
        assertThat(some.getConsumerIndex()).isZero();
        assertThat(some.getConsumerGroupGenerationId()).isEqualTo(all.getConsumerGroupGenerationId());

        assertThat(read(batch).select("no batch", new int[] { 0 })).isEqualTo("no batch");
        assertThat(read(batch).select(null, new int[] { 0 })).isNull();
    }

    @Test
    void recordsAreSelectedWithThePositionOfAll() {
        ConsumerRecords<?, ?> some = (ConsumerRecords<?, ?>) KafkaRecordsArgument.INSTANCE.select(records,
                new int[] { 2, 3 });
        assertThat(some).extracting(ConsumerRecord::offset).containsExactly(12L, 20L);
        assertThat(some.partitions()).containsExactly(ONE, ZERO);
        assertThat(some.nextOffsets()).isEqualTo(records.nextOffsets());
        assertThat(((ConsumerRecords<?, ?>) KafkaRecordsArgument.INSTANCE.select(records, new int[] { 4 })).partitions())
                .containsExactly(ZERO);
    }

    @Test
    void onlyFailedRecordsAreRejected() {
        Message<List<String>> divided = DividedBatch.of(batch, List.copyOf(batch.getRecords()));
        divided.nack(new BatchItemFailures(Map.of(3, new IllegalStateException("fourth"),
                1, new IllegalStateException("second")))).toCompletableFuture().join();
        assertThat(settled.subList(0, 2)).containsExactly("nack 11 second", "nack 20 fourth");
        assertThat(settled.subList(2, settled.size())).as("the last of each partition, after that")
                .containsExactlyInAnyOrder("ack 12", "ack 21");
    }

    @Test
    void strategyThatStopsTheChannelLeavesTheBatchUnacknowledged() {
        Message<List<String>> divided = DividedBatch.of(batch, List.copyOf(batch.getRecords()));
        Error stops = new Error("stops");
        assertThatThrownBy(() -> divided.nack(new BatchItemFailures(Map.of(0, stops, 1, stops))).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class).hasCause(stops);
        assertThat(settled).containsExactly("nack 10 stops");
    }

    @Test
    void batchThatFailsAsAWholeIsRejectedAsAWhole() {
        Message<List<String>> divided = DividedBatch.of(batch, List.copyOf(batch.getRecords()));
        divided.nack(new IllegalStateException("all")).toCompletableFuture().join();
        assertThat(settled).containsExactly("nack 10 all", "nack 11 all", "nack 12 all", "nack 20 all", "nack 21 all");
        settled.clear();
        divided.ack().toCompletableFuture().join();
        assertThat(settled).containsExactlyInAnyOrder("ack 12", "ack 21");
    }

    /** As of a broker that delivers one message, or of Kafka without {@code batch=true}. */
    @Test
    void elementOfOneMessageIsItsIndex() {
        ConsumerRecord<String, String> one = kafkaRecord(ONE, 10, "[]", "order-id=7");
        ArrivedMessage message = read(new IncomingKafkaRecord<>(one, "channel", 0, null, null, true));
        assertThat(message.element(3).identity()).isEqualTo("orders-1-10@1010#3");
        assertThat(message.element(3).messageId()).isEqualTo("orders-1-10@1010#3");
        assertThat(message.element(3).header("order-id")).isEqualTo("7");
        assertThat(message.element(3).kafkaKey()).isEqualTo("key-10");
        assertThat(message.element(3).cloudEvent("id")).isNull();
        assertThat(message.element(3).place()).isEqualTo("topic orders, partition 1, offset 10, element 3");
        ArrivedMessage unknown = read(Message.of(List.of("a"))).element(0);
        assertThat(unknown.identity()).isNull();
        assertThat(unknown.place()).isEqualTo("element 0");
    }
}
