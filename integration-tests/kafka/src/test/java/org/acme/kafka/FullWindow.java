package org.acme.kafka;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A topic with orders, each of which is sent once, and consumers whose windows grow to their maximum: Redis is 5 ms away in
 * each direction, and the handler is a no-op.
 *
 * @param topic also the name of the consumers' group, and what the keys in Redis start with
 * @param orders how many there are
 */
record FullWindow(Shop shop, String topic, int orders) {

    static final Duration TIMEOUT = Duration.ofSeconds(90);

    /** Keys that are claimed ahead at most, and completions that are in flight at most. */
    static final int MOST = 64;

    /** Bodies without a stored completion: as many as the window has room for, and the running one. */
    static final int MOST_OPEN = MOST + 1;

    private static final int PARTITIONS = 2;

    /** The same orders, with their records in another Redis. */
    FullWindow on(Redis redis) {
        return new FullWindow(new Shop(shop.broker(), redis), topic, orders);
    }

    SlowLink link() throws Exception {
        return new SlowLink(URI.create(shop.redis().address()), 5_000_000);
    }

    ShopProcess start(String name, SlowLink link) throws Exception {
        return shop.start(topic, name, Map.of("mp.messaging.incoming.orders.enabled", "true",
                "mp.messaging.incoming.orders.topic", topic,
                "mp.messaging.incoming.orders.group.id", topic,
                "quarkus.redis.hosts", link.address(),
                "quarkus.event-idempotency.claim-ahead", Integer.toString(MOST),
                "quarkus.event-idempotency.lease", "2S",
                "shop.placing", "0ms"));
    }

    void createTopic() throws Exception {
        shop.broker().createTopic(topic, PARTITIONS);
    }

    void send() {
        try (Producer<String, String> producer = shop.broker().producer()) {
            for (int i = 0; i < orders; i++) {
                producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, "{\"id\":\"" + Load.order(i) + "\"}"));
            }
        }
    }

    /** {@return the ids of the orders} */
    Set<String> all() {
        return IntStream.range(0, orders).mapToObj(Load::order).collect(Collectors.toSet());
    }

    void awaitFull(ShopProcess process, int bodies) {
        await("A full window").atMost(TIMEOUT).pollInterval(Duration.ofMillis(20))
                .until(() -> process.bodies().size() >= bodies && process.window() == MOST);
    }

    void awaitCommitted() {
        await("The offsets").atMost(TIMEOUT)
                .until(() -> shop.broker().committed(topic, topic).equals(shop.broker().ends(topic)));
    }

    /** Holds the link while completions are in flight: there are none at a moment when all of the window's claims are. */
    void holdCompletions(SlowLink link, ShopProcess process) {
        await("Completions in flight").atMost(TIMEOUT).until(() -> {
            link.hold();
            for (int look = 0; look < 10; look++) {
                if (unstored(last(process.bodies(), 2 * MOST)).size() > 1) {
                    return true;
                }
            }
            link.release();
            return false;
        });
    }

    /** {@return the bodies whose completions are not stored} */
    List<Journaled> unstored(List<Journaled> bodies) throws Exception {
        List<String> statuses = shop.redis()
                .statuses(bodies.stream().map(body -> topic + ":" + Orders.SCOPE + ":" + body.order()).toList());
        List<Journaled> unstored = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            if (!statuses.get(i).equals("completed")) {
                unstored.add(bodies.get(i));
            }
        }
        return unstored;
    }

    static <T> List<T> last(List<T> all, int most) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    static List<String> ids(List<Journaled> bodies) {
        return bodies.stream().map(Journaled::order).toList();
    }
}
