package io.quarkiverse.eventidempotency.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;

import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordPage;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.records.RecordTerms;
import io.quarkiverse.eventidempotency.runtime.engine.records.StoredRecords;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import redis.embedded.RedisServer;

/**
 * Prints what it takes to list {@value #MANY} records: the heap beside what {@value #FEW} take, the time to the first page and
 * to the last record, and how long the slowest step over the keys held Redis.
 *
 * <pre>
 * ./mvnw -Precords-benchmark -pl runtime,runtime/dev,runtime/test-kit,deployment,integration-tests/benchmarks -DskipTests verify
 * </pre>
 *
 * The profile gives this process 256 MB of heap. Redis and the client share the machine.
 */
public final class RecordListing {

    static final int FEW = 10_000;
    static final int MANY = 1_000_000;

    private static final String PREFIX = "idempotency:events:";
    private static final int BATCH = 500;
    private static final int PAGE = 50;

    /** A step over keys has so many arguments; the scripts that look at one record have fewer. */
    private static final int ARGUMENTS_OF_SCAN = 9;

    /** Most steps take longer, and most looks at a record do not, so that the slow log holds nearly all steps. */
    private static final int LOGGED_MICROS = 50;

    /** One that takes every answer where it comes. */
    private static final class Anywhere implements Caller {

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public Executor worker() {
            return Runnable::run;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    private static final class Clock implements EngineClock {

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public Runnable schedule(long delayMillis, Runnable task) {
            throw new UnsupportedOperationException("nothing is scheduled here");
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final RedisConnection raw;
    private final StoredRecords records;

    private RecordListing() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        RedisServer server = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        RedisOptions options = new RedisOptions().setConnectionString("redis://127.0.0.1:" + port);
        Redis client = Redis.createClient(vertx, options);
        raw = client.connect().toCompletionStage().toCompletableFuture().join();
        RedisStore store = RedisStore.create(vertx, options, new RedisStoreOptions(Duration.ofSeconds(20), 100_000));
        records = new StoredRecords(store, PREFIX, scope -> RecordTerms.of(86_400_000, 20_000), new Clock(), Anywhere::new,
                null, false);
    }

    public static void main(String[] arguments) throws Exception {
        new RecordListing().print();
        System.exit(0);
    }

    private void print() throws Exception {
        System.out.printf("%d cores, load %.1f, JDK %s, heap of at most %d MB, Redis on the same machine%n",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), Runtime.version(),
                Runtime.getRuntime().maxMemory() / 1_000_000);
        System.out.printf("%10s %14s %12s %14s %14s %16s%n", "records", "first page ms", "all s", "records/s",
                "heap after MB", "longest scan us");
        send("CONFIG", "SET", "slowlog-max-len", "20000");
        send("CONFIG", "SET", "slowlog-log-slower-than", Integer.toString(LOGGED_MICROS));
        fill(0, FEW);
        line(FEW); // warm-up
        double few = line(FEW);
        fill(FEW, MANY);
        double many = line(MANY);
        System.out.printf(Locale.ROOT, "heap after %d records: %.1f MB more than after %d%n", MANY, many - few, FEW);
        System.out.println("Redis on its commands: " + send("INFO", "commandstats").toString().lines()
                .filter(line -> line.startsWith("cmdstat_scan") || line.startsWith("cmdstat_evalsha"))
                .map(line -> line.replace("cmdstat_", "").replaceFirst(",rejected.*", "")).toList());
        long from = System.nanoTime();
        long n = records.count(RecordFilter.ALL.withStatus(RecordStatus.FAILED), MANY).await().indefinitely().n();
        System.out.printf(Locale.ROOT, "count of the %d failed ones: %.1f s%n", n, seconds(from));
    }

    private void fill(int from, int to) {
        String error = "\"java.io.IOException: " + "connection reset ".repeat(10) + '"';
        for (int i = from; i < to; i += BATCH) {
            List<Request> batch = new ArrayList<>(BATCH);
            for (int k = i; k < i + BATCH; k++) {
                String status = k % 10 == 0 ? "failed" : "completed";
                batch.add(Request.cmd(Command.SET, PREFIX + "orders.on:order-" + k,
                        "{\"status\":\"" + status + "\",\"owner\":\"0123456789abcdef0123456789abcdef\",\"attempt\":1,\"fence\":"
                                + "1767225600000000,\"lease_ms\":20000,\"ttl_ms\":86400000,\"first_seen_at\":"
                                + "\"2026-01-01T00:00:00Z\",\"scope\":\"orders.on\",\"idempotency_key\":\"order-" + k
                                + "\",\"event_id\":null,\"event_type\":null,\"started_at\":\"2026-01-01T00:00:00Z\","
                                + "\"node\":\"shop/1\",\"completed_at\":\"2026-01-01T00:00:01Z\""
                                + (k % 10 == 0 ? ",\"retryable\":true,\"error\":" + error : ",\"result\":{\"total\":" + k + '}')
                                + '}',
                        "PX", 86_400_000));
            }
            raw.batch(batch).toCompletionStage().toCompletableFuture().join();
        }
    }

    /** {@return the heap in use after a collection, in MB} */
    private double line(int count) throws Exception {
        send("SLOWLOG", "RESET");
        long from = System.nanoTime();
        RecordPage first = records.page(RecordFilter.ALL, null, PAGE).await().indefinitely();
        double firstPage = seconds(from) * 1_000;
        if (first.records().size() != PAGE) {
            throw new IllegalStateException("a page of " + first.records().size());
        }
        BitSet seen = new BitSet(count);
        from = System.nanoTime();
        records.list(RecordFilter.ALL)
                .onItem().invoke(found -> seen.set(number(found.storeKey())))
                .onItem().ignoreAsUni().await().indefinitely();
        double all = seconds(from);
        if (seen.cardinality() != count) {
            throw new IllegalStateException(seen.cardinality() + " of " + count + " records were listed");
        }
        double heap = heap();
        System.out.printf(Locale.ROOT, "%10d %14.1f %12.2f %14.0f %14.1f %16d%n", count, firstPage, all, count / all, heap,
                longestScan());
        return heap;
    }

    private static int number(String storeKey) {
        return Integer.parseInt(storeKey.substring(storeKey.lastIndexOf('-') + 1));
    }

    private static double seconds(long fromNanos) {
        return (System.nanoTime() - fromNanos) / 1e9;
    }

    private static double heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    /** {@return how long Redis took for the longest step over the keys, in microseconds} */
    private long longestScan() {
        long longest = 0;
        for (Response entry : send("SLOWLOG", "GET", "20000")) {
            if (entry.get(3).size() == ARGUMENTS_OF_SCAN) {
                longest = Math.max(longest, entry.get(2).toLong());
            }
        }
        return longest;
    }

    private Response send(String command, String... arguments) {
        Request request = Request.cmd(Command.create(command));
        for (String argument : arguments) {
            request.arg(argument);
        }
        return raw.send(request).toCompletionStage().toCompletableFuture().join();
    }
}
