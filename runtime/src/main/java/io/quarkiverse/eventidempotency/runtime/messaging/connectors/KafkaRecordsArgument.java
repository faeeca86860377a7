package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

import io.quarkiverse.eventidempotency.runtime.guard.BatchArgument;

/** The records of a batch, in the order in which the list of their payloads has them: one partition after another. */
public final class KafkaRecordsArgument implements BatchArgument {

    public static final BatchArgument INSTANCE = new KafkaRecordsArgument();

    private KafkaRecordsArgument() {
    }

    @Override
    public List<?> elements(Object argument) {
        ConsumerRecords<?, ?> records = (ConsumerRecords<?, ?>) argument;
        List<Object> elements = new ArrayList<>(records.count());
        for (TopicPartition partition : records.partitions()) {
            elements.addAll(records.records(partition));
        }
        return elements;
    }

    @Override
    public Object select(Object argument, int[] chosen) {
        return select((ConsumerRecords<?, ?>) argument, chosen);
    }

    /** {@return some of the records; the position of the consumer stays behind all of them} */
    static <K, V> ConsumerRecords<K, V> select(ConsumerRecords<K, V> records, int[] chosen) {
        Map<TopicPartition, List<ConsumerRecord<K, V>>> some = new LinkedHashMap<>();
        int next = 0;
        int before = 0;
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<K, V>> all = records.records(partition);
            List<ConsumerRecord<K, V>> kept = new ArrayList<>();
            while (next < chosen.length && chosen[next] < before + all.size()) {
                kept.add(all.get(chosen[next++] - before));
            }
            if (!kept.isEmpty()) {
                some.put(partition, kept);
            }
            before += all.size();
        }
        return new ConsumerRecords<>(some, records.nextOffsets());
    }
}
