package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.acme.kafka.Broker;
import org.acme.kafka.ShowLogs;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Effects in a database happen exactly once, whatever dies. {@code -Dtransactions.duration=PT2M -Dtransactions.orders=2000}
 * lets
 * it die for longer, and {@code -Dtransactions.seed=…} at other moments.
 */
@ExtendWith(ShowLogs.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExactlyOnce {

    private static final Duration DURATION = Duration.parse(System.getProperty("transactions.duration", "PT12S"));
    private static final long SEED = Long.getLong("transactions.seed", System.currentTimeMillis());
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int ORDERS = Integer.getInteger("transactions.orders", 500);
    private static final int COPIES = 3;
    private static final int PARTITIONS = 4;
    private static final int DELIVERIES = 64;
    private static final int REFUSED_ROUNDS = 3;

    private Broker broker;
    private Database database;

    abstract Database startDatabase();

    @BeforeAll
    void start() throws Exception {
        database = startDatabase();
        broker = new Broker();
    }

    @AfterAll
    void stop() throws Exception {
        if (broker != null) {
            broker.close();
        }
        if (database != null) {
            database.close();
        }
    }

    private String kind() {
        return database.dialect().kind();
    }

    @Test
    void eachOrderHasOneEffectAndOneRecordWhateverDies() throws Exception {
        String topic = "orders";
        broker.createTopic(topic, PARTITIONS);
        Map<String, String> settings = Map.of("mp.messaging.incoming.orders.enabled", "true",
                "mp.messaging.incoming.orders.topic", topic, "mp.messaging.incoming.orders.group.id", "orders");
        try (Fleet fleet = new Fleet("chaos-" + kind(), broker, database, settings, SEED);
                Producer<String, String> producer = broker.producer()) {
            send(producer, topic, 0);
            await("the first effect").atMost(PATIENCE).until(() -> database.number("SELECT count(*) FROM effect") > 0);
            long start = System.nanoTime();
            FutureTask<Void> running = inBackground(new FutureTask<>(() -> fleet.killUntil(start + DURATION.toNanos())));
            FutureTask<Void> restarts = inBackground(new FutureTask<>(() -> {
                sleepUntil(start + DURATION.toNanos() / 3);
                database.restart(false);
                sleepUntil(start + DURATION.toNanos() * 2 / 3);
                database.restart(true);
                return null;
            }));
            for (int i = 1; i < ORDERS; i++) {
                send(producer, topic, i);
                sleepUntil(start + DURATION.toNanos() / ORDERS * i);
            }
            producer.flush();
            restarts.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            int meanwhile = database.number("SELECT count(*) FROM effect");
            await("all records acknowledged").atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                if (running.isDone()) {
                    running.get();
                }
                return broker.committed(topic, "orders").equals(broker.ends(topic));
            });
            System.out.printf("%s: seed %d, %d records of %d orders in %s, %d kills, %d processes replaced that were not live,"
                    + " 2 restarts of the database, %d effects by then, %d handlers begun in all%n", kind(), SEED,
                    ORDERS * COPIES, ORDERS, DURATION, fleet.kills(), fleet.replaced(), meanwhile, fleet.begun());
            assertThat(fleet.kills()).isPositive();
        }

        Map<String, Integer> once = new HashMap<>();
        IntStream.range(0, ORDERS).forEach(i -> once.put("order-" + i, 1));
        assertThat(unlike(once, counts("SELECT id FROM effect WHERE id LIKE 'order-%'"))).as("effects not 1").isEmpty();
        assertThat(unlike(once, counts("SELECT idempotency_key FROM event_idempotency WHERE scope = '" + Orders.SCOPE + "'")))
                .as("records not 1").isEmpty();
    }

    /** Sends an order some times, at once to consumers that differ. */
    private static void send(Producer<String, String> producer, String topic, int order) {
        for (int copy = 0; copy < COPIES; copy++) {
            producer.send(new ProducerRecord<>(topic, (order + copy) % PARTITIONS, null, "{\"id\":\"order-" + order + "\"}"));
        }
    }

    private Map<String, Integer> counts(String sql) {
        Map<String, Integer> counts = new HashMap<>();
        database.column(sql).forEach(id -> counts.merge(id, 1, Integer::sum));
        return counts;
    }

    private static Map<String, Integer> unlike(Map<String, Integer> expected, Map<String, Integer> actual) {
        Map<String, Integer> unlike = new HashMap<>();
        Stream.concat(expected.keySet().stream(), actual.keySet().stream()).filter(
                id -> !actual.getOrDefault(id, 0).equals(expected.get(id)))
                .forEach(id -> unlike.put(id, actual.getOrDefault(id, 0)));
        return unlike;
    }

    @Test
    void deliveriesAtOnceGetOneResultOrAreRefused() throws Exception {
        try (OrderProcess one = OrderProcess.start("at-once-" + kind() + "-1", broker, database, Map.of());
                OrderProcess other = OrderProcess.start("at-once-" + kind() + "-2", broker, database, Map.of())) {
            one.awaitStart();
            other.awaitStart();
            refuseWithoutWaiting(one, other);
            waitForOneResult(one, other);
        }
    }

    private void waitForOneResult(OrderProcess one, OrderProcess other) throws Exception {
        CompletableFuture<HttpResponse<String>> first = one.post("desk.waiting/popular/0?held=true");
        awaitHandler(one, "popular");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int delivery = 1; delivery < DELIVERIES; delivery++) {
            answers.add((delivery % 2 == 0 ? one : other).post("desk.waiting/popular/" + delivery));
        }
        await("all wait").atMost(Duration.ofSeconds(25))
                .until(() -> database.number(database.waiting()) == DELIVERIES - 1);
        one.post("released/popular").get();
        answers.add(first);

        assertThat(answers).extracting(answer -> answer.get().body())
                .containsOnly("{\"id\":\"popular\",\"delivery\":0}").hasSize(DELIVERIES);
        assertThat(database.column("SELECT id FROM effect WHERE id = 'popular'")).hasSize(1);
    }

    private void refuseWithoutWaiting(OrderProcess one, OrderProcess other) throws Exception {
        CompletableFuture<HttpResponse<String>> first = one.post("desk.refusing/rare/0?held=true");
        awaitHandler(one, "rare");
        for (int round = 1; round <= REFUSED_ROUNDS; round++) { // the first ones warm up
            List<CompletableFuture<Refusal>> refused = new ArrayList<>();
            for (int delivery = 1; delivery < DELIVERIES; delivery++) {
                refused.add(refused(delivery % 2 == 0 ? one : other, delivery));
            }
            print("63 refused at once", refused.stream().map(CompletableFuture::join).toList());
        }
        List<Refusal> alone = new ArrayList<>();
        for (int delivery = 1; delivery < DELIVERIES; delivery++) {
            alone.add(refused(delivery % 2 == 0 ? one : other, delivery).join());
        }
        print("63 refused one after the other", alone);
        assertThat(first).isNotDone();
        one.post("released/rare").get();

        assertThat(first.get().body()).isEqualTo("{\"id\":\"rare\",\"delivery\":0}");
        assertThat(database.column("SELECT id FROM effect WHERE id = 'rare'")).hasSize(1);
        assertThat(other.post("desk.refusing/rare/64").get().body()).isEqualTo("{\"id\":\"rare\",\"delivery\":0}");
    }

    /** How long a refused delivery took, as its process measured it and as its caller did, in ms. */
    private record Refusal(double inProcess, double withHttp) {
    }

    private static CompletableFuture<Refusal> refused(OrderProcess process, int delivery) throws Exception {
        long start = System.nanoTime();
        return process.post("desk.refusing/rare/" + delivery).thenApply(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
            return new Refusal(Long.parseLong(answer.body()) / 1e3, (System.nanoTime() - start) / 1e6);
        });
    }

    private void print(String what, List<Refusal> refusals) {
        double[] inProcess = refusals.stream().mapToDouble(Refusal::inProcess).sorted().toArray();
        double[] withHttp = refusals.stream().mapToDouble(Refusal::withHttp).sorted().toArray();
        int last = refusals.size() - 1;
        System.out.printf("%s: %s, median %.1f ms, maximum %.1f ms; with HTTP %.1f ms, %.1f ms%n", kind(), what,
                inProcess[last / 2], inProcess[last], withHttp[last / 2], withHttp[last]);
    }

    private static void awaitHandler(OrderProcess process, String order) {
        await("The handler of " + order).atMost(Duration.ofSeconds(30))
                .until(() -> process.log().contains("begins " + order));
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    }

    private static <T> FutureTask<T> inBackground(FutureTask<T> task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
