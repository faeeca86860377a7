package org.acme.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records as a broker hands them over, in each form that a consumer can take them, and where their keys come from. */
@ExtendWith({ Servers.class, ShowLogs.class })
class RecordFormsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String TEST = "forms";
    private static final List<String> CONSUMED = List.of("kafka-records", "consumer-records", "long-keys", "headers", "ids",
            "cloud-events", "pairs", "messages", "bypassing");
    private static final List<String> PRODUCED = List.of("pairs-out", "messages-out");

    private static Shop shop;
    private static ShopProcess process;
    private static Producer<String, String> producer;

    @BeforeAll
    static void start(Shop servers) throws Exception {
        shop = servers;
        Map<String, String> settings = new HashMap<>();
        for (String topic : CONSUMED) {
            shop.broker().createTopic(topic, 1);
            settings.put("mp.messaging.incoming." + topic + ".enabled", "true");
        }
        for (String topic : PRODUCED) {
            shop.broker().createTopic(topic, 1);
            settings.put("mp.messaging.outgoing." + topic + ".enabled", "true");
        }
        shop.broker().createTopic("kafka-records-dead", 1);
        process = shop.start(TEST, "only", settings);
        producer = shop.broker().producer();
    }

    @AfterAll
    static void stop() {
        if (producer != null) {
            producer.close();
        }
        if (process != null) {
            process.close();
        }
    }

    private static ProducerRecord<String, String> event(String topic, String key, String payload, String... headers) {
        ProducerRecord<String, String> event = new ProducerRecord<>(topic, key, payload);
        for (int i = 0; i < headers.length; i += 2) {
            event.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
        }
        return event;
    }

    /** {@return the bodies that have run when the group of the topic has committed all that was sent to it} */
    @SafeVarargs
    private static List<String> bodiesOf(String topic, ProducerRecord<String, String>... events) throws Exception {
        for (ProducerRecord<String, String> event : events) {
            producer.send(event);
        }
        producer.flush();
        return settledBodies(topic);
    }

    private static List<String> settledBodies(String topic) throws Exception {
        await("The offsets of " + topic).atMost(TIMEOUT)
                .until(() -> shop.broker().committed(topic, topic).equals(shop.broker().ends(topic)));
        return process.bodies().stream().filter(body -> body.order().equals(topic)).map(Journaled::detail).toList();
    }

    private static Set<String> keys(String scope) throws Exception {
        return shop.redis().records(TEST + ":" + scope + ":").keySet();
    }

    @Test
    void kafkaRecordIsSettledAfterItsOutcome() throws Exception {
        assertThat(bodiesOf("kafka-records", event("kafka-records", "a", "a"), event("kafka-records", "a", "again"),
                event("kafka-records", "b", Forms.FAILING), event("kafka-records", "b", "b")))
                .containsExactly("a", Forms.FAILING, "b");
        assertThat(keys("kafka-records")).containsExactlyInAnyOrder("a", "b");
        assertThat(shop.broker().read("kafka-records-dead")).extracting(ConsumerRecord::value).containsExactly(Forms.FAILING);
    }

    @Test
    void clientsRecordHasAKeyAndAValue() throws Exception {
        assertThat(bodiesOf("consumer-records", event("consumer-records", "a", "1"), event("consumer-records", "a", "1"),
                event("consumer-records", "a", "2"))).containsExactly("1", "2");
        assertThat(keys("consumer-records")).containsExactlyInAnyOrder("a:1", "a:2");
    }

    @Test
    void keyOfARecordIsReadWithItsType() throws Exception {
        try (Producer<Long, String> longs = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, shop.broker().address()), new LongSerializer(),
                new StringSerializer())) {
            for (long key : List.of(7L, 7L, -8L)) {
                longs.send(new ProducerRecord<>("long-keys", key, "key"));
            }
        }
        assertThat(settledBodies("long-keys")).containsExactly("key7", "key-8");
        assertThat(keys("long-keys")).containsExactlyInAnyOrder("7", "-8");
    }

    @Test
    void headerThatIsNoTextIsAbsent() throws Exception {
        ProducerRecord<String, String> malformed = event("headers", null, "malformed");
        malformed.headers().add("order-id", new byte[] { 'a', (byte) 0xC3, '(' });
        assertThat(bodiesOf("headers", event("headers", null, "1", "order-id", "7"),
                event("headers", null, "2", "order-id", "7"), malformed, malformed, event("headers", null, "without")))
                .containsExactly("1", "malformed", "malformed", "without");
        assertThat(keys("headers")).containsExactly("7");
    }

    @Test
    void idOfARecordIsItsPlace() throws Exception {
        assertThat(bodiesOf("ids", event("ids", "a", "same"), event("ids", "a", "same"))).containsExactly("same", "same");
        assertThat(keys("ids")).containsExactlyInAnyOrderElementsOf(shop.broker().read("ids").stream()
                .map(sent -> "ids-0-" + sent.offset() + "@" + sent.timestamp()).toList());
    }

    @Test
    void cloudEventIsOneInBothModes() throws Exception {
        assertThat(bodiesOf("cloud-events", event("cloud-events", null, "binary", "ce_specversion", "1.0", "ce_id", "17",
                "ce_source", "urn:shop", "ce_type", "placed"),
                event("cloud-events", null, """
                        {"specversion":"1.0","id":"17","source":"urn:shop","type":"placed","data":"structured"}""",
                        "content-type", "application/cloudevents+json; charset=utf-8"),
                event("cloud-events", null, """
                        {"specversion":"1.0","id":"18","source":"urn:shop","type":"placed","data":"structured"}""",
                        "content-type", "application/cloudevents+json; charset=utf-8")))
                .containsExactly("binary", "structured");
        assertThat(keys("cloud-events")).containsExactlyInAnyOrder("urn\\:shop:17", "urn\\:shop:18");
    }

    @Test
    void duplicateSendsTheKeyAndTheValueOfItsFirstRun() throws Exception {
        assertThat(bodiesOf("pairs", event("pairs", null, "a"), event("pairs", null, "a"))).containsExactly("a");
        List<ConsumerRecord<String, String>> sent = shop.broker().read("pairs-out");
        assertThat(sent).hasSize(2).extracting(ConsumerRecord::key).containsOnly("key-of-a");
        assertThat(sent).extracting(ConsumerRecord::value).containsOnly(sent.get(0).value());
    }

    @Test
    void duplicateOfAMessageSendsItsPayload() throws Exception {
        assertThat(bodiesOf("messages", event("messages", null, "a"), event("messages", null, "a"))).containsExactly("a");
        List<ConsumerRecord<String, String>> sent = shop.broker().read("messages-out");
        assertThat(sent).hasSize(2).extracting(ConsumerRecord::value).containsOnly(sent.get(0).value());
    }

    @Test
    void recordIsLetPastTheGuard() throws Exception {
        assertThat(bodiesOf("bypassing", event("bypassing", "a", "1"), event("bypassing", "a", "2"),
                event("bypassing", "a", "3", "idempotency-bypass", "true"))).containsExactly("1", "3");
        assertThat(keys("bypassing")).containsExactly("a");
    }
}
