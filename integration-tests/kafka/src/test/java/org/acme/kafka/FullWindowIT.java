package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults while as many keys are claimed ahead, and as many completions are in flight, as there can be. Redis is 5 ms away in
 * each direction and the handler is a no-op, so that windows grow to their maximum. Each order is sent once.
 */
@ExtendWith({ Servers.class, ShowLogs.class })
class FullWindowIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int ORDERS = 20_000;
    private static final int PARTITIONS = 2;
    private static final int MOST = 64;

    /** Bodies without a stored completion: as many as the window has room for, and the running one. */
    private static final int MOST_AGAIN = MOST + 1;

    private static Map<String, String> settings(String test, SlowLink link) {
        return Map.of("mp.messaging.incoming.orders.enabled", "true",
                "mp.messaging.incoming.orders.topic", test,
                "mp.messaging.incoming.orders.group.id", test,
                "quarkus.redis.hosts", link.address(),
                "quarkus.event-idempotency.lease", "2S",
                "shop.placing", "0ms");
    }

    private static SlowLink link(Shop shop) throws Exception {
        return new SlowLink(URI.create(shop.redis().address()), 5_000_000);
    }

    private static void send(Shop shop, String topic) throws Exception {
        shop.broker().createTopic(topic, PARTITIONS);
        try (Producer<String, String> producer = shop.broker().producer()) {
            for (int i = 0; i < ORDERS; i++) {
                producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, "{\"id\":\"" + Load.order(i) + "\"}"));
            }
        }
    }

    private static void awaitFullWindow(ShopProcess process, int bodies) {
        await("A full window").atMost(TIMEOUT).pollInterval(Duration.ofMillis(20))
                .until(() -> process.bodies().size() >= bodies && process.window() == MOST);
    }

    private static void awaitCommitted(Shop shop, String topic) {
        await("The offsets").atMost(TIMEOUT)
                .until(() -> shop.broker().committed(topic, topic).equals(shop.broker().ends(topic)));
    }

    private static List<String> orders(List<Journaled> bodies) {
        return bodies.stream().map(Journaled::order).toList();
    }

    private static Set<String> all() {
        return IntStream.range(0, ORDERS).mapToObj(Load::order).collect(Collectors.toSet());
    }

    /** {@return how many of the bodies ran again elsewhere: the last ones} */
    private static int suffix(List<String> bodies, Set<String> elsewhere) {
        List<String> again = bodies.stream().filter(elsewhere::contains).toList();
        assertThat(again).hasSizeLessThanOrEqualTo(MOST_AGAIN)
                .isEqualTo(bodies.subList(bodies.size() - again.size(), bodies.size()));
        return again.size();
    }

    @ParameterizedTest
    @ValueSource(strings = { "KILL", "TERM" })
    void onlyTheLastBodiesOfAnEndedProcessRunAgain(String signal, Shop shop) throws Exception {
        String test = "full-" + signal.toLowerCase();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        send(shop, test);
        List<List<String>> processes = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            try (SlowLink link = link(shop);
                    ShopProcess process = shop.start(test, "round-" + round, settings(test, link))) {
                awaitFullWindow(process, 500 + random.nextInt(2_000));
                if (round == 3 && signal.equals("KILL")) {
                    holdCompletions(shop, test, link, process); // so that they are lost
                }
                process.signal(signal);
                process.awaitEnd();
                processes.add(orders(process.bodies()));
            }
        }
        try (SlowLink link = link(shop); ShopProcess last = shop.start(test, "last", settings(test, link))) {
            awaitCommitted(shop, test);
            processes.add(orders(last.bodies()));
        }
        List<Integer> again = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            assertThat(processes.get(i)).doesNotHaveDuplicates();
            again.add(suffix(processes.get(i),
                    processes.subList(i + 1, processes.size()).stream().flatMap(List::stream).collect(Collectors.toSet())));
        }
        System.out.printf("%s, seed %d: bodies of each process %s, of which ran again %s%n", signal, seed,
                processes.stream().map(List::size).toList(), again);
        assertThat(processes.stream().flatMap(List::stream).collect(Collectors.toSet())).isEqualTo(all());
        if (signal.equals("KILL")) {
            assertThat(again.get(2)).isGreaterThan(1);
        } else {
            assertThat(again).containsOnly(0);
        }
    }

    /** One body can begin late: that of a process which was stopped between its last check of the lease and the body. */
    @Test
    void onlyTheLastBodiesOfAStoppedProcessRunAgain(Shop shop) throws Exception {
        String test = "full-stopped";
        send(shop, test);
        try (SlowLink link = link(shop); ShopProcess stopped = shop.start(test, "stopped", settings(test, link))) {
            awaitFullWindow(stopped, 1_000);
            stopped.signal("STOP");
            List<String> before = orders(stopped.bodies());
            try (ShopProcess other = shop.start(test, "other", settings(test, link))) {
                // it has waited for the leases of the stopped process
                await().atMost(TIMEOUT).until(() -> other.bodies().size() > MOST);
                stopped.signal("CONT");
                awaitCommitted(shop, test);
                List<String> all = orders(stopped.bodies());
                List<String> after = all.subList(before.size(), all.size());
                Set<String> elsewhere = Set.copyOf(orders(other.bodies()));
                int again = suffix(before, elsewhere);
                List<String> late = after.stream().filter(elsewhere::contains).toList();
                System.out.printf("STOP: %d bodies before, %d after it, %d elsewhere; %d ran again, %d began late%n",
                        before.size(), after.size(), elsewhere.size(), again, late.size());
                assertThat(late).isSubsetOf(after.isEmpty() ? List.of() : after.subList(0, 1));
                assertThat(all).doesNotHaveDuplicates();
                assertThat(other.bodies()).extracting(Journaled::order).doesNotHaveDuplicates();
                assertThat(Stream.concat(all.stream(), elsewhere.stream()).collect(Collectors.toSet())).isEqualTo(all());
            }
        }
    }

    @Test
    void nothingRunsAgainWhenRedisIsKilledAndStartedAgain(Shop shop) throws Exception {
        String test = "full-redis-killed";
        send(shop, test);
        try (SlowLink link = link(shop); ShopProcess process = shop.start(test, "only", settings(test, link))) {
            awaitFullWindow(process, 1_000);
            shop.redis().restart();
            awaitCommitted(shop, test);
            List<String> ran = orders(process.bodies());
            assertThat(ran).doesNotHaveDuplicates();
            assertThat(Set.copyOf(ran)).isEqualTo(all());
            assertThat(process.isUp("live")).isTrue();
        }
    }

    @Test
    void offsetsAreCommittedUpToTheFirstCompletionThatIsNotStored(Shop shop) throws Exception {
        String test = "full-commits";
        send(shop, test);
        try (SlowLink link = link(shop); ShopProcess process = shop.start(test, "only", settings(test, link))) {
            awaitFullWindow(process, 1_000);
            holdCompletions(shop, test, link, process);
            // offsets are committed each second
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10))
                    .until(() -> unstoredButCommitted(shop, test, process).isEmpty());
            int unstored = unstored(shop, test, process.bodies());
            link.release();
            await().atMost(TIMEOUT).until(() -> {
                assertThat(unstoredButCommitted(shop, test, process)).isEmpty();
                return shop.broker().committed(test, test).equals(shop.broker().ends(test));
            });
            System.out.printf("%d completions held while offsets were committed%n", unstored);
            assertThat(process.bodies()).extracting(Journaled::order).doesNotHaveDuplicates().hasSize(ORDERS);
        }
    }

    /** Holds the link while completions are in flight: there are none at a moment when all of the window's claims are. */
    private static void holdCompletions(Shop shop, String test, SlowLink link, ShopProcess process) {
        await("Completions in flight").atMost(TIMEOUT).until(() -> {
            link.hold();
            for (int look = 0; look < 10; look++) {
                if (unstored(shop, test, process.bodies()) > 1) {
                    return true;
                }
            }
            link.release();
            return false;
        });
    }

    private static int unstored(Shop shop, String test, List<Journaled> bodies) throws Exception {
        int unstored = 0;
        for (Journaled body : bodies.subList(Math.max(0, bodies.size() - 2 * MOST), bodies.size())) {
            if (!isStored(shop, test, body)) {
                unstored++;
            }
        }
        return unstored;
    }

    /** {@return the last bodies whose records are committed, in as far as their completions are not stored} */
    private static List<Journaled> unstoredButCommitted(Shop shop, String test, ShopProcess process) throws Exception {
        List<Journaled> bodies = process.bodies();
        Map<Integer, Long> committed = new HashMap<>(shop.broker().committed(test, test));
        List<Journaled> unstored = new ArrayList<>();
        for (Journaled body : bodies.subList(Math.max(0, bodies.size() - 4 * MOST), bodies.size())) {
            if (body.offset() < committed.getOrDefault(body.partition(), 0L) && !isStored(shop, test, body)) {
                unstored.add(body);
            }
        }
        return unstored;
    }

    private static boolean isStored(Shop shop, String test, Journaled body) throws Exception {
        return shop.redis().record(test + ":" + Orders.SCOPE + ":" + body.order()).path("status").asText()
                .equals("completed");
    }
}
