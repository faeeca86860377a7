package org.acme.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Batches as a broker hands them over. A first process takes a batch of each topic, and is killed before it commits an offset;
 * a second one gets the same records again, with others behind them.
 */
@ExtendWith({ Servers.class, ShowLogs.class })
class BatchesIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String TEST = "batches";
    private static final List<String> CHANNELS = List.of("batch-payloads", "batch-metadata", "batch-messages", "batch-records",
            "batch-workers", "batch-virtual");

    private static Shop shop;
    private static ShopProcess killed;
    private static ShopProcess process;
    private static Producer<String, String> producer;

    @BeforeAll
    static void start(Shop servers) throws Exception {
        shop = servers;
        // what is flushed together is one batch of the broker's log, and so of the consumer
        producer = new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, shop.broker().address(),
                ProducerConfig.LINGER_MS_CONFIG, 60_000), new StringSerializer(), new StringSerializer());
        for (String channel : CHANNELS) {
            shop.broker().createTopic(channel, 1);
        }
        shop.broker().createTopic("batch-messages-dead", 1);
        shop.broker().createTopic("batch-virtual-dead", 1);
        for (String channel : CHANNELS) {
            send(channel, "a", "b", "c");
        }
        producer.flush();
        killed = shop.start(TEST, "killed", settings("600000"));
        for (String channel : CHANNELS) {
            await("The records of " + channel).atMost(TIMEOUT).until(() -> completed(channel) == 3);
        }
        killed.kill();
        for (String channel : CHANNELS) {
            send(channel, "b", "d", "a", "e");
        }
        producer.flush();
        process = shop.start(TEST, "second", settings("200"));
    }

    @AfterAll
    static void stop() {
        producer.close(Duration.ZERO);
        killed.close();
        process.close();
    }

    private static Map<String, String> settings(String commitInterval) {
        Map<String, String> settings = new HashMap<>();
        for (String channel : CHANNELS) {
            settings.put("mp.messaging.incoming." + channel + ".enabled", "true");
            settings.put("mp.messaging.incoming." + channel + ".auto.commit.interval.ms", commitInterval);
        }
        return settings;
    }

    /** Each event has its name as key, header and payload. */
    private static void send(String channel, String... events) {
        for (String event : events) {
            ProducerRecord<String, String> sent = new ProducerRecord<>(channel, event,
                    channel.equals("batch-workers") ? "{\"id\":\"" + event + "\"}" : event);
            sent.headers().add("order-id", event.getBytes(UTF_8));
            producer.send(sent);
        }
    }

    private static Map<String, JsonNode> records(String scope) throws Exception {
        return shop.redis().records(TEST + ":" + scope + ":");
    }

    private static long completed(String scope) throws Exception {
        return records(scope).values().stream().filter(one -> one.path("status").asText().equals("completed")).count();
    }

    private static List<String> calls(ShopProcess of, String channel) throws Exception {
        return of.bodies().stream().filter(body -> body.order().equals(channel)).map(Journaled::detail).toList();
    }

    private static void awaitCommitted(String channel) {
        await("The offsets of " + channel).atMost(TIMEOUT)
                .until(() -> shop.broker().committed(channel, channel).equals(shop.broker().ends(channel)));
    }

    private static List<String> places(String channel) throws Exception {
        return shop.broker().read(channel).stream()
                .map(sent -> channel + "-0-" + sent.offset() + "@" + sent.timestamp()).toList();
    }

    @Test
    void freshBatchIsOneCall() throws Exception {
        assertThat(calls(killed, "batch-payloads")).containsExactly("a,b,c");
        assertThat(calls(killed, "batch-metadata")).containsExactly("a,b,c of a,b,c");
        assertThat(calls(killed, "batch-messages")).containsExactly("a,b,c of a,b,c");
        assertThat(calls(killed, "batch-records")).containsExactly("a,b,c");
        assertThat(calls(killed, "batch-workers")).containsExactly("a,b,c");
        assertThat(calls(killed, "batch-virtual")).containsExactly("a,b,c");
    }

    @Test
    void eachRecordIsAnEventOfItsOwn() throws Exception {
        for (String channel : List.of("batch-payloads", "batch-records")) {
            awaitCommitted(channel);
            assertThat(calls(process, channel)).containsExactly("b,d,a,e");
            assertThat(records(channel)).containsOnlyKeys(places(channel));
        }
    }

    @Test
    void bodyGetsWhatIsNoDuplicateWithItsMetadata() throws Exception {
        for (String channel : List.of("batch-metadata", "batch-messages")) {
            awaitCommitted(channel);
            assertThat(calls(process, channel)).first().isEqualTo("d,e of d,e");
            assertThat(records(channel)).containsKeys("a", "b", "c", "d", "e");
        }
    }

    @Test
    void messageWithoutABodyIsAcknowledged() throws Exception {
        awaitCommitted("batch-metadata");
        int before = calls(process, "batch-metadata").size();
        send("batch-metadata", "e", "a");
        producer.flush();
        awaitCommitted("batch-metadata");
        assertThat(calls(process, "batch-metadata")).hasSize(before);
    }

    @Test
    void offsetIsCommittedAfterTheOutcomeIsStored(@TempDir Path directory) throws Exception {
        String channel = "batch-workers";
        awaitCommitted(channel);
        assertThat(calls(process, channel)).containsExactly("d,e");
        Path file = directory.resolve("ends-the-body");
        Map<Integer, Long> before = shop.broker().committed(channel, channel);
        send(channel, "f", file.toString());
        producer.flush();
        await().atMost(TIMEOUT).until(() -> calls(process, channel).contains("f," + file));
        shop.redis().freeze();
        try {
            Files.createFile(file);
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5))
                    .until(() -> shop.broker().committed(channel, channel).equals(before));
        } finally {
            shop.redis().thaw();
        }
        awaitCommitted(channel);
        assertThat(calls(process, channel)).hasSize(2);
        assertThat(completed(channel)).isEqualTo(7);
    }

    @Test
    void onlyTheFailedRecordBecomesADeadLetter() throws Exception {
        for (String channel : List.of("batch-messages", "batch-virtual")) {
            awaitCommitted(channel);
            send(channel, "x", Batches.FAILING, "y", Batches.FAILING + "-too", "z");
            producer.flush();
            awaitCommitted(channel);
            List<ConsumerRecord<String, String>> dead = shop.broker().read(channel + "-dead");
            assertThat(dead).extracting(ConsumerRecord::value).containsExactly(Batches.FAILING, Batches.FAILING + "-too");
            assertThat(dead).extracting(letter -> new String(letter.headers().lastHeader("dead-letter-reason").value(), UTF_8))
                    .containsExactly(Batches.FAILING, Batches.FAILING + "-too");
            Map<String, Long> byStatus = records(channel).values().stream()
                    .collect(Collectors.groupingBy(one -> one.path("status").asText(), Collectors.counting()));
            assertThat(byStatus).containsEntry("failed", 2L).containsOnlyKeys("completed", "failed");

            // moved back, each is still the event that it was
            int known = records(channel).size();
            for (ConsumerRecord<String, String> letter : dead) {
                producer.send(new ProducerRecord<>(channel, 0, letter.key(), "mended", letter.headers()));
            }
            producer.flush();
            awaitCommitted(channel);
            assertThat(records(channel)).hasSize(known).values()
                    .allSatisfy(one -> assertThat(one.path("status").asText()).isEqualTo("completed"));
        }
    }
}
