package io.quarkiverse.eventidempotency.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import redis.embedded.RedisServer;

/**
 * Prints how many claims a second the store on Redis makes, fresh ones and duplicates, beside the client alone with the same
 * commands on one held connection, and beside {@code redis-benchmark} where it is on the path.
 *
 * <pre>
 * ./mvnw -Pstore-benchmark -pl runtime,runtime/dev,deployment,integration-tests/benchmarks -DskipTests verify
 * </pre>
 *
 * Each answer asks for the next, on the thread that it comes on, so that always the same number is in flight. <i>Raw, alone</i>
 * sends each command by itself; <i>raw, batches</i> sends up to {@value #BATCH} together, and the next when all of them are
 * answered. Redis and the client share the machine. Each figure is the median of {@value #ROUNDS} rounds, in which the
 * contestants take turns.
 */
public final class StoreThroughput {

    static final int ROUNDS = 3;
    static final int BATCH = 256;

    private static final int[] IN_FLIGHT = { 1, 16, 256, 2_000 };
    private static final long WARM_UP_MILLIS = 700;
    private static final long MEASURED_MILLIS = 1_300;
    private static final int DUPLICATES = 1_000;
    private static final String OWNER = "0123456789abcdef0123456789abcdef";
    private static final String FIRST_SEEN = "\"2026-01-01T00:00:00Z\"";
    private static final long HOLD_MILLIS = 86_400_000;
    private static final Pattern PER_SECOND = Pattern.compile("([0-9.]+) requests per second");

    /** Keeps one of its kind in flight: asks, and calls back when the answer is there. */
    private interface Asking {
        /** @return how many were asked together */
        int ask(Runnable answered);
    }

    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final RedisServer server;
    private final Redis client;
    private final RedisStore store;
    private final RedisConnection raw;
    private final AtomicLong keys = new AtomicLong();

    private StoreThroughput() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        server = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
        server.start();
        RedisOptions options = new RedisOptions().setConnectionString("redis://127.0.0.1:" + port)
                .setMaxWaitingHandlers(4_096);
        client = Redis.createClient(vertx, options);
        store = RedisStore.create(vertx, options, new RedisStoreOptions(Duration.ofSeconds(20), 100_000));
        raw = client.connect().toCompletionStage().toCompletableFuture().join();
    }

    public static void main(String[] arguments) throws Exception {
        new StoreThroughput().print();
        System.exit(0);
    }

    private void print() throws Exception {
        for (int i = 0; i < DUPLICATES; i++) {
            ClaimRequest claim = claim("d" + i);
            ClaimReply reply = store.claim(claim).await().indefinitely();
            store.settle(new SettleRequest(claim.storeKey(), OWNER, SettleRequest.Outcome.COMPLETE, HOLD_MILLIS,
                    claim.processingRecord(1, reply.fence(), FIRST_SEEN).replace("processing", "completed"), true)).await()
                    .indefinitely();
        }
        System.out.printf("%d cores, load %.1f, JDK %s, Redis on the same machine, medians of %d rounds%n",
                Runtime.getRuntime().availableProcessors(),
                java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.version(), ROUNDS);
        System.out.printf("%-10s %9s %10s %12s %14s %16s %10s %10s%n", "claims", "in flight", "store", "raw, alone",
                "raw, batches", "redis-benchmark", "of alone", "of batches");
        for (boolean fresh : new boolean[] { true, false }) {
            for (int inFlight : IN_FLIGHT) {
                line(fresh, inFlight);
            }
        }
    }

    private void line(boolean fresh, int inFlight) throws Exception {
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            add(figures, "store", measure(inFlight, 1, answered -> {
                store.claim(claim(key(fresh))).subscribe().with(reply -> answered.run(), StoreThroughput::broken);
                return 1;
            }));
            add(figures, "alone", measure(inFlight, 1, answered -> {
                raw.send(set(key(fresh))).onSuccess(reply -> read(reply, answered)).onFailure(StoreThroughput::broken);
                return 1;
            }));
            int together = Math.min(inFlight, BATCH);
            add(figures, "batches", measure(inFlight, together, answered -> {
                List<Request> batch = new ArrayList<>(together);
                for (int i = 0; i < together; i++) {
                    batch.add(set(key(fresh)));
                }
                raw.batch(batch).onSuccess(replies -> {
                    replies.forEach(StoreThroughput::text);
                    answered.run();
                }).onFailure(StoreThroughput::broken);
                return together;
            }));
            add(figures, "benchmark", redisBenchmark(fresh, inFlight));
        }
        double ofStore = median(figures, "store");
        double benchmark = median(figures, "benchmark");
        System.out.printf("%-10s %9d %10.0f %12.0f %14.0f %16s %9.2fx %9.2fx%n", fresh ? "fresh" : "duplicate", inFlight,
                ofStore, median(figures, "alone"), median(figures, "batches"),
                benchmark == 0 ? "not installed" : "%.0f".formatted(benchmark), ofStore / median(figures, "alone"),
                ofStore / median(figures, "batches"));
    }

    private static void add(Map<String, List<Double>> figures, String name, double perSecond) {
        figures.computeIfAbsent(name, x -> new ArrayList<>()).add(perSecond);
    }

    private static double median(Map<String, List<Double>> figures, String name) {
        List<Double> all = new ArrayList<>(figures.getOrDefault(name, List.of()));
        Collections.sort(all);
        return all.get(all.size() / 2);
    }

    private String key(boolean fresh) {
        long next = keys.incrementAndGet();
        return fresh ? "f" + next : "d" + next % DUPLICATES;
    }

    private static ClaimRequest claim(String key) {
        return new ClaimRequest("idempotency:events:orders.on:" + key, "orders.on", key, OWNER, 20_000, HOLD_MILLIS, 0,
                AfterCrash.RERUN, null, FIRST_SEEN, tail(key), false);
    }

    private static String tail(String key) {
        return ",\"scope\":\"orders.on\",\"idempotency_key\":\"" + key
                + "\",\"event_id\":null,\"event_type\":null,\"started_at\":" + FIRST_SEEN + ",\"node\":\"shop/1\"";
    }

    private static Request set(String key) {
        return Request.cmd(Command.SET, "idempotency:events:orders.on:" + key, claim(key).processingRecord(1, 1, FIRST_SEEN),
                "NX",
                "GET", "PX", HOLD_MILLIS);
    }

    private double measure(int inFlight, int together, Asking asking) throws Exception {
        AtomicLong answers = new AtomicLong();
        CompletableFuture<Double> result = new CompletableFuture<>();
        Round round = new Round(asking, answers);
        vertx.runOnContext(x -> {
            for (int i = 0; i < inFlight / together; i++) {
                round.ask();
            }
        });
        vertx.setTimer(WARM_UP_MILLIS, x -> {
            long from = System.nanoTime();
            long before = answers.get();
            vertx.setTimer(MEASURED_MILLIS, y -> {
                double perSecond = (answers.get() - before) * 1e9 / (System.nanoTime() - from);
                round.over = true;
                result.complete(perSecond);
            });
        });
        double perSecond = result.get(60, TimeUnit.SECONDS);
        while (round.open.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return perSecond;
    }

    private static final class Round {

        private final Asking asking;
        private final AtomicLong answers;
        private final AtomicLong open = new AtomicLong();
        private volatile boolean over;

        Round(Asking asking, AtomicLong answers) {
            this.asking = asking;
            this.answers = answers;
        }

        void ask() {
            if (over) {
                return;
            }
            open.incrementAndGet();
            int[] asked = new int[1];
            asked[0] = asking.ask(() -> {
                answers.addAndGet(Math.max(1, asked[0]));
                open.decrementAndGet();
                ask();
            });
        }
    }

    private double redisBenchmark(boolean fresh, int inFlight) throws IOException, InterruptedException {
        String key = "idempotency:events:orders.on:" + (fresh ? "r__rand_int__" : "d1");
        long requests = inFlight == 1 ? 30_000 : 300_000;
        try {
            Process process = new ProcessBuilder("redis-benchmark", "-p", Integer.toString(port), "-c", "1", "-P",
                    Integer.toString(inFlight), "-n", Long.toString(requests), "-r", "1000000000", "-q", "SET", key,
                    claim("r000000000000").processingRecord(1, 1, FIRST_SEEN), "NX", "GET", "PX",
                    Long.toString(HOLD_MILLIS)).redirectErrorStream(true).start();
            double perSecond = 0;
            try (BufferedReader out = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                Matcher matcher = PER_SECOND.matcher(String.join("\n", out.lines().toList()));
                while (matcher.find()) {
                    perSecond = Double.parseDouble(matcher.group(1));
                }
            }
            process.waitFor();
            return perSecond;
        } catch (IOException absent) {
            return 0;
        }
    }

    private static void read(Response reply, Runnable answered) {
        text(reply);
        answered.run();
    }

    /** Whoever asks for the record wants to see it. */
    private static void text(Response reply) {
        if (reply != null && reply.toString().isEmpty()) {
            throw new IllegalStateException("an empty record");
        }
    }

    private static void broken(Throwable failure) {
        failure.printStackTrace();
        System.exit(1);
    }
}
