package io.quarkiverse.eventidempotency.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.api.sync.RedisCommands;
import io.vertx.core.Vertx;

/**
 * Prints how many events a second are processed with Redis, fresh ones (claim, body, completion) and duplicates, and how much
 * CPU time each costs the client and the server.
 *
 * <pre>
 * ./mvnw -Pstore-benchmark -pl runtime,runtime/dev,runtime/test-kit,deployment,integration-tests/benchmarks -DskipTests verify
 * </pre>
 *
 * <i>Guarded</i> is a guarded method that returns a {@code Uni}, in a Quarkus application; <i>store</i> the store alone;
 * <i>Lettuce</i> the limit, see {@link LettuceContestant}; <i>Vert.x</i> the client that the store uses, alone. Each reply
 * starts the next event, so that always the same number is in flight. Redis and the client share the machine: where the two
 * shares of a core add up to one core, client and server take turns instead of overlapping. Each figure is the median of
 * {@value #ROUNDS} rounds, in which the contestants take turns.
 * <p>
 * {@code -Dstore-benchmark.arguments="guarded,Lettuce 256"} selects contestants, and how many events are in flight.
 */
public final class StoreThroughput {

    static final int ROUNDS = 3;

    private static final int[] IN_FLIGHT = { 1, 16, 256, 2_000 };
    private static final long WARM_UP_MILLIS = 700;
    private static final long MEASURED_MILLIS = 1_500;
    private static final int DUPLICATES = 1_000;

    private final RedisCommands<String, String> server;
    private final List<Contestant> contestants;
    private final AtomicLong keys = new AtomicLong();

    private StoreThroughput(String hosts) throws ReflectiveOperationException {
        Vertx vertx = Vertx.vertx();
        GuardedContestant guarded = new GuardedContestant(hosts);
        String key = key("k", 0);
        guarded.prepare(List.of(key));
        LettuceContestant reader = new LettuceContestant(hosts, new StoredRecord("", ""));
        server = reader.server();
        StoredRecord record = StoredRecord.like(String.valueOf(server.get(GuardedContestant.storeKey(key))), key);
        contestants = List.of(guarded, new StoreContestant(vertx, hosts), new LettuceContestant(hosts, record),
                new VertxContestant(vertx, hosts, record));
    }

    public static void main(String[] arguments) throws Exception {
        List<String> names = arguments.length > 0 ? List.of(arguments[0].toLowerCase(Locale.ROOT).split(",")) : List.of();
        int[] inFlight = arguments.length > 1
                ? List.of(arguments[1].split(",")).stream().mapToInt(Integer::parseInt).toArray()
                : IN_FLIGHT;
        try {
            new StoreThroughput(LocalRedis.start()).print(names, inFlight);
            System.exit(0);
        } catch (Throwable failure) { // or threads of the application keep the process
            Contestant.broken(failure);
        }
    }

    private void print(List<String> names, int[] inFlight) throws Exception {
        List<Contestant> chosen = contestants.stream()
                .filter(x -> names.isEmpty() || names.contains(x.name().toLowerCase(Locale.ROOT))).toList();
        for (Contestant contestant : chosen) {
            measure(contestant, true, 256); // compiled before it counts
            measure(contestant, false, 256);
        }
        System.out.printf("%d cores, load %.1f, JDK %s, Redis on the same machine (%s), medians of %d rounds%n",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), Runtime.version(),
                server.info().lines().filter(x -> x.startsWith("redis_version") || x.startsWith("mem_allocator"))
                        .collect(Collectors.joining(", ")),
                ROUNDS);
        System.out.println(Figures.header());
        for (boolean fresh : new boolean[] { true, false }) {
            for (int together : inFlight) {
                lines(chosen, fresh, together);
            }
        }
    }

    private void lines(List<Contestant> chosen, boolean fresh, int inFlight) throws Exception {
        Map<Contestant, List<Figures>> rounds = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Contestant contestant : chosen) {
                rounds.computeIfAbsent(contestant, x -> new ArrayList<>()).add(measure(contestant, fresh, inFlight));
            }
        }
        Figures limit = rounds.entrySet().stream().filter(x -> x.getKey() instanceof LettuceContestant)
                .map(x -> Figures.median(x.getValue())).findFirst()
                .orElse(new Figures(Double.NaN, 0, 0, 0));
        rounds.forEach((contestant, all) -> System.out.println(
                Figures.median(all).line(fresh ? "fresh" : "duplicate", inFlight, contestant.name(), limit)));
    }

    private static String key(String kind, long number) {
        return kind + (1_000_000_000 + number);
    }

    private Figures measure(Contestant contestant, boolean fresh, int inFlight) throws Exception {
        server.flushall();
        if (!fresh) {
            contestant.prepare(IntStream.range(0, DUPLICATES).mapToObj(i -> key("d", i)).toList());
        }
        Round round = new Round(contestant, fresh);
        contestant.start(IntStream.range(0, inFlight).<Runnable> mapToObj(i -> round).toList());
        TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
        Usage before = Usage.now(server);
        long from = System.nanoTime();
        long done = round.done.get();
        TimeUnit.MILLISECONDS.sleep(MEASURED_MILLIS);
        long events = round.done.get() - done;
        double seconds = (System.nanoTime() - from) / 1e9;
        Usage after = Usage.now(server);
        round.over = true;
        while (round.open.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return Figures.between(before, after, events, seconds);
    }

    /** Keeps as many events in flight as it was started with. */
    private final class Round implements Runnable {

        private final Contestant contestant;
        private final boolean fresh;
        private final AtomicLong done = new AtomicLong();
        private final AtomicInteger open = new AtomicInteger();
        private volatile boolean over;

        Round(Contestant contestant, boolean fresh) {
            this.contestant = contestant;
            this.fresh = fresh;
        }

        @Override
        public void run() {
            if (over) {
                return;
            }
            open.incrementAndGet();
            long next = keys.incrementAndGet();
            contestant.process(fresh ? key("f", next) : key("d", next % DUPLICATES), this::processed);
        }

        private void processed() {
            done.incrementAndGet();
            open.decrementAndGet();
            run();
        }
    }
}
