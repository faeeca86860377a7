package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Redis that stops answering under load, and a channel with the failure strategy {@code fail}. */
@ExtendWith({ Servers.class, ShowLogs.class })
class RedisOutageIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Bodies whose completions are not stored: the running one, and those before it. */
    private static final int MOST_OPEN = 129;

    @AfterEach
    void thaw(Shop shop) throws Exception {
        shop.redis().thaw();
    }

    @Test
    void holdsTheChannelForAnOutageOfTenSecondsAndResumes(Shop shop) throws Exception {
        String test = "frozen";
        shop.broker().createTopic(test, 2);
        try (ShopProcess process = shop.start(test, "only", settings(test))) {
            Load load = new Load(shop, test);
            await().atMost(TIMEOUT).until(() -> process.bodies().size() >= 200);

            shop.redis().freeze();
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            int held = process.bodies().size();
            await().during(Duration.ofSeconds(9)).atMost(Duration.ofSeconds(20)).until(() -> process.bodies().size() == held);
            assertThat(process.isUp("live")).isTrue();
            shop.redis().thaw();

            await().atMost(TIMEOUT).until(() -> process.bodies().size() >= held + 200);
            int orders = load.stop();
            awaitCommitted(shop, test);
            System.out.printf("Frozen for 10 s: %d bodies before it, %d in all, of %d orders sent twice%n", held,
                    process.bodies().size(), orders);
            assertThat(runs(process)).isEqualTo(once(orders));
            assertThat(process.isUp("live")).isTrue();
            assertThat(process.log()).doesNotContain("ERROR");
        }
    }

    @Test
    void failsTheChannelPastTheBoundAndGoesOnAfterARestart(Shop shop) throws Exception {
        String test = "away";
        shop.broker().createTopic(test, 2);
        Map<String, String> settings = new HashMap<>(settings(test));
        settings.put("quarkus.event-idempotency.store-retry-timeout", "3S");
        settings.put("quarkus.event-idempotency.lease", "5S");
        Load load;
        List<Journaled> before;
        try (ShopProcess failing = shop.start(test, "failing", settings)) {
            load = new Load(shop, test);
            await().atMost(TIMEOUT).until(() -> failing.bodies().size() >= 200);
            assertThat(failing.isUp("live")).isTrue();

            shop.redis().freeze();
            await("The end of the channel").atMost(TIMEOUT).until(() -> !failing.isUp("live"));
            assertThat(failing.log()).containsPattern("StoreUnavailableException|CompletionNotStoredException");

            // The channel has ended for good: a supervisor starts the process again.
            shop.redis().thaw();
            int held = failing.bodies().size();
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).until(() -> failing.bodies().size() == held);
            assertThat(failing.isUp("live")).isFalse();
            failing.kill();
            before = failing.bodies();
        }
        int orders = load.stop();
        try (ShopProcess next = shop.start(test, "next", settings)) {
            awaitCommitted(shop, test);
            Map<String, Integer> runs = runs(Stream.concat(before.stream(), next.bodies().stream()));
            List<String> twice = runs.keySet().stream().filter(order -> runs.get(order) > 1).toList();
            System.out.printf("Away: %d bodies before it, %d after the restart, of %d orders sent twice; twice: %s%n",
                    before.size(),
                    next.bodies().size(), orders, twice);

            assertThat(runs.keySet()).isEqualTo(once(orders).keySet());
            // Only the last bodies, whose completions could not be stored, may run again.
            assertThat(twice).isSubsetOf(before.subList(Math.max(0, before.size() - MOST_OPEN), before.size()).stream()
                    .map(Journaled::order).toList());
            assertThat(next.isUp("live")).isTrue();
        }
    }

    private static Map<String, String> settings(String test) {
        return Map.of(
                "mp.messaging.incoming.orders.enabled", "true",
                "mp.messaging.incoming.orders.topic", test,
                "mp.messaging.incoming.orders.group.id", test,
                "mp.messaging.incoming.orders.failure-strategy", "fail");
    }

    private static void awaitCommitted(Shop shop, String topic) {
        await("The offsets").atMost(TIMEOUT)
                .until(() -> shop.broker().committed(topic, topic).equals(shop.broker().ends(topic)));
    }

    private static Map<String, Integer> once(int orders) {
        return IntStream.range(0, orders).boxed().collect(Collectors.toMap(Load::order, number -> 1));
    }

    private static Map<String, Integer> runs(ShopProcess process) throws Exception {
        return runs(process.bodies().stream());
    }

    private static Map<String, Integer> runs(Stream<Journaled> bodies) {
        return bodies.collect(Collectors.toMap(Journaled::order, body -> 1, Integer::sum));
    }
}
