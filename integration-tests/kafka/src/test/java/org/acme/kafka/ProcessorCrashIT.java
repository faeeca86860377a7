package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.acme.kafka.Crash.Moment;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.ObjectMapper;

/** A processor whose process dies after its body has completed. */
@ExtendWith({ Servers.class, ShowLogs.class })
class ProcessorCrashIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(Moment.class)
    void sendsTheStoredOutputAgain(Moment moment, Shop shop) throws Exception {
        String test = "crash-" + moment.name().toLowerCase().replace('_', '-');
        shop.broker().createTopic(test + "-requests", 1);
        shop.broker().createTopic(test + "-receipts", 1);
        Map<String, String> settings = Map.of(
                "mp.messaging.incoming.requests.enabled", "true",
                "mp.messaging.incoming.requests.topic", test + "-requests",
                "mp.messaging.incoming.requests.group.id", test,
                "mp.messaging.outgoing.receipts.enabled", "true",
                "mp.messaging.outgoing.receipts.topic", test + "-receipts");
        List<String> orders = IntStream.range(0, 5).mapToObj(i -> "order-" + i).toList();
        List<Journaled> before;
        Map<String, String> crash = new HashMap<>(settings);
        crash.put("shop.crash", moment.name());
        try (ShopProcess dying = shop.start(test, "dying", crash)) {
            try (Producer<String, String> producer = shop.broker().producer()) {
                for (String order : orders) {
                    producer.send(new ProducerRecord<>(test + "-requests", order, JSON.writeValueAsString(new Order(order))))
                            .get();
                }
            }
            assertThat(dying.awaitEnd()).isEqualTo(137);
            before = dying.bodies();
        }
        assertThat(before).isNotEmpty();
        assertThat(shop.redis().record(test + ":" + Receipts.SCOPE + ":order-0").path("status").asText())
                .isEqualTo("completed");
        assertThat(shop.broker().committed(test + "-requests", test)).isEmpty();
        List<Receipt> sentBefore = receipts(shop, test);

        try (ShopProcess next = shop.start(test, "next", settings)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> shop.broker().committed(test + "-requests", test),
                    Map.of(0, (long) orders.size())::equals);
            Map<String, String> numbers = new HashMap<>();
            for (Journaled body : Stream.concat(before.stream(), next.bodies().stream()).toList()) {
                assertThat(numbers.put(body.order(), body.detail())).as("an earlier run of the body of " + body.order())
                        .isNull();
            }
            List<Receipt> sent = receipts(shop, test);
            System.out.printf("Killed %s: %d bodies and %d receipts before, %d bodies and %d receipts after it%n", moment,
                    before.size(), sentBefore.size(), next.bodies().size(), sent.size() - sentBefore.size());

            assertThat(numbers).containsOnlyKeys(orders);
            assertThat(sent.subList(sentBefore.size(), sent.size()))
                    .containsExactlyElementsOf(orders.stream().map(order -> new Receipt(order, numbers.get(order))).toList());
            assertThat(sentBefore)
                    .allSatisfy(receipt -> assertThat(sent.subList(sentBefore.size(), sent.size())).contains(receipt));
            assertThat(sentBefore.isEmpty()).isEqualTo(moment == Moment.BEFORE_SEND);
        }
    }

    private static List<Receipt> receipts(Shop shop, String test) throws Exception {
        return shop.broker().read(test + "-receipts").stream().map(record -> {
            try {
                return JSON.readValue(record.value(), Receipt.class);
            } catch (Exception e) {
                throw new IllegalStateException(record.value(), e);
            }
        }).toList();
    }
}
