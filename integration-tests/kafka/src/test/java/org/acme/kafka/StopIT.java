package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is stopped in the midst of its work, as at each deployment. Redis is well all the time. */
@ExtendWith({ Servers.class, ShowLogs.class })
class StopIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ORDERS = 2_000;

    /** What would hide that the store is closed: what runs all the same, and what passes over a failure. */
    @ParameterizedTest
    @CsvSource({ "quarkus.event-idempotency.on-store-failure,fail", "quarkus.event-idempotency.on-store-failure,proceed",
            "mp.messaging.incoming.orders.failure-strategy,ignore" })
    void nothingRunsAgainAndNothingIsLost(String property, String value, Shop shop) throws Exception {
        String test = "stop-" + value;
        shop.broker().createTopic(test, 1);
        try (Producer<String, String> producer = shop.broker().producer()) {
            for (int i = 0; i < ORDERS; i++) {
                producer.send(new ProducerRecord<>(test, "o" + i, "{\"id\":\"o" + i + "\"}"));
            }
        }
        Map<String, String> settings = new HashMap<>(Map.of("mp.messaging.incoming.orders.enabled", "true",
                "mp.messaging.incoming.orders.topic", test, "mp.messaging.incoming.orders.group.id", test, property, value));
        List<String> ran = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            try (ShopProcess process = shop.start(test, "round-" + round, settings)) {
                int enough = round < 3 ? 500 : ORDERS - ran.size();
                await().atMost(TIMEOUT).until(() -> process.bodies().size() >= enough);
                process.signal("TERM");
                process.awaitEnd();
                process.bodies().forEach(body -> ran.add(body.order()));
                assertThat(process.log()).doesNotContain("QEI00006", "QEI00023", "CompletionNotStoredException",
                        "StoreUnavailableException");
            }
        }
        assertThat(ran).doesNotHaveDuplicates().hasSize(ORDERS);
    }
}
