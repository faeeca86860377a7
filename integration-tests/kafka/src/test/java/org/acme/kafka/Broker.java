package org.acme.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real Kafka broker in this JVM. */
public final class Broker implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final KafkaClusterTestKit kit;
    private final Admin admin;

    public Broker() throws Exception {
        kit = new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder().setCombined(true).setNumBrokerNodes(1).setNumControllerNodes(1).build())
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                .setConfigProp("group.min.session.timeout.ms", "1000")
                .setConfigProp("auto.create.topics.enable", "false")
                .build();
        kit.format();
        kit.startup();
        kit.waitForReadyBrokers();
        admin = Admin.create(Map.of("bootstrap.servers", address()));
    }

    public String address() {
        return kit.bootstrapServers();
    }

    public void createTopic(String name, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all()
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    /** {@return a producer that sends in order also to a topic whose leader has just been elected} */
    public Producer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, address(), ProducerConfig.LINGER_MS_CONFIG, 0,
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false,
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                new StringSerializer(), new StringSerializer());
    }

    /** {@return for each partition of the topic that has records the offset that its next one will have} */
    public Map<Integer, Long> ends(String topic) throws Exception {
        Collection<Integer> partitions = admin.describeTopics(List.of(topic)).topicNameValues().get(topic)
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).partitions().stream().map(partition -> partition.partition())
                .toList();
        Map<Integer, Long> ends = new HashMap<>();
        admin.listOffsets(partitions.stream()
                .collect(Collectors.toMap(partition -> new TopicPartition(topic, partition), partition -> OffsetSpec.latest())))
                .all().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        ends.values().removeIf(end -> end == 0);
        return ends;
    }

    /** {@return for each partition of the topic the offset that the group has committed; those without one are left out} */
    public Map<Integer, Long> committed(String topic, String group) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        Map<Integer, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null && partition.topic().equals(topic)) {
                committed.put(partition.partition(), offset.offset());
            }
        });
        return committed;
    }

    /** {@return how many members of the group have partitions} */
    long members(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).all().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).get(group)
                .members().stream().filter(member -> !member.assignment().topicPartitions().isEmpty()).count();
    }

    /** {@return all records that the topic holds now} */
    public List<ConsumerRecord<String, String>> read(String topic) throws Exception {
        Map<Integer, Long> ends = ends(topic);
        long count = ends.values().stream().mapToLong(Long::longValue).sum();
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, address(), ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(ends.keySet().stream().map(partition -> new TopicPartition(topic, partition)).toList());
            while (records.size() < count) {
                consumer.poll(TIMEOUT).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() throws Exception {
        admin.close();
        kit.close();
    }
}
