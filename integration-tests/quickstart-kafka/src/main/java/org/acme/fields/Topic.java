package org.acme.fields;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topic of field events, as its producer and the broker see it. It has one partition. */
final class Topic implements AutoCloseable {

    static final String TENANT = "615257af-746a-568d-b54f-73671693804a";

    private static final String NAME = "field-events";
    private static final String GROUP = "fields";
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

    private final String servers;
    private final Admin admin;

    private Topic(String servers, Admin admin) {
        this.servers = servers;
        this.admin = admin;
    }

    static Topic create(String servers) throws ExecutionException, InterruptedException {
        Admin admin = Admin.create(Map.<String, Object> of("bootstrap.servers", servers));
        admin.createTopics(List.of(new NewTopic(NAME, 1, (short) 1))).all().get();
        return new Topic(servers, admin);
    }

    /**
     * Sends an event for each of these fields, in their order.
     *
     * @return how many records the topic has then
     */
    long send(List<String> fieldIds) throws ExecutionException, InterruptedException {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", servers);
        List<Future<?>> sent = new ArrayList<>();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties, new StringSerializer(),
                new StringSerializer())) {
            for (String fieldId : fieldIds) {
                sent.add(producer.send(new ProducerRecord<>(NAME, fieldId, envelope(fieldId))));
            }
        }
        for (Future<?> record : sent) {
            record.get();
        }
        return sent.size();
    }

    /** {@return how many records the consumers have committed} */
    long committed() throws ExecutionException, InterruptedException {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().get(PARTITION);
        return offset == null ? 0 : offset.offset();
    }

    /** Another event each time, as a producer that does not know whether its last one arrived sends it. */
    private static String envelope(String fieldId) {
        return """
                {"event_id": "%s", "event_type": "field.created", "event_version": 1, "tenant_id": "%s",
                 "occurred_at": "%s", "schema_ref": "events.field.created:v1", "producer": "field-service",
                 "payload": {"field_id": "%s", "name": "North terrace", "crop": "wheat", "hectares": 12.5}}
                """.formatted(UUID.randomUUID(), TENANT, Instant.now(), fieldId);
    }

    @Override
    public void close() {
        admin.close();
    }
}
