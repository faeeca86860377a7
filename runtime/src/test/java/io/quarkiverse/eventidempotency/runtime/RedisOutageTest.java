package io.quarkiverse.eventidempotency.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.EngineOptions;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.json.JacksonResults;
import io.quarkiverse.eventidempotency.runtime.observability.LoggingListener;
import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.runtime.vertx.ProcessClock;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/** Many deliveries at once, on the default settings, while Redis is cut off, frozen, away or emptied. */
class RedisOutageTest {

    /** The defaults. */
    private static final GuardPolicy POLICY = GuardPolicy
            .builder("orders.on", "idempotency:events:orders.on:", new DeliveryCounters()).build();

    @TempDir
    Path data;

    private final Map<String, AtomicInteger> bodies = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What the bodies wait for. */
    private CompletableFuture<Void> emptied = CompletableFuture.completedFuture(null);
    private GuardPolicy policy = POLICY;
    private RedisProcess redis;
    private RedisStore store;
    private IdempotencyEngine engine;

    @BeforeEach
    void start() {
        redis = new RedisProcess("appendonly yes", "appendfsync always", "dir " + data);
        store = RedisStore.create(redis.vertx(), redis.options(), RedisStoreOptions.DEFAULT);
        engine = new IdempotencyEngine(store, new ProcessClock(redis.vertx().nettyEventLoopGroup()),
                new LoggingListener(true, new ProcessClock(redis.vertx().nettyEventLoopGroup())),
                new EngineOptions("test", true, 1_000_000, false, Integer.MAX_VALUE, () -> null));
    }

    @AfterEach
    void stop() {
        store.close();
        redis.close();
    }

    /** Delivers {@code keys} events, each {@code copies} times at once, from several event loops. */
    private void deliver(int from, int keys, int copies, int bodyMillis) {
        JacksonResults mapping = new JacksonResults(new ObjectMapper(), String.class);
        for (int copy = 0; copy < copies; copy++) {
            Context context = ((ContextInternal) ((VertxInternal) redis.vertx()).createEventLoopContext()).duplicate();
            context.runOnContext(x -> {
                for (int k = from; k < from + keys; k++) {
                    String key = "order-" + k;
                    engine.handler(policy, mapping)
                            .guard(new EventIdentity(key, null, null), () -> body(key, bodyMillis), VertxCaller::current,
                                    () -> null)
                            .subscribe()
                            .with(item -> answers.add(item.toString()), failures::add);
                }
            });
        }
    }

    private Uni<Object> body(String key, int millis) {
        int run = bodies.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
        Uni<Object> result = Uni.createFrom().completionStage(emptied).map(ignored -> key + " run " + run);
        return millis == 0 ? result
                : result.onItem().delayIt().by(Duration.ofMillis(1 + Math.floorMod(key.hashCode(), millis)));
    }

    private void assertEachRanOnceAndEveryCallerHasItsResult(int keys, int copies) {
        await().atMost(60, TimeUnit.SECONDS).until(() -> answers.size() + failures.size() == keys * copies);
        assertThat(failures).isEmpty();
        assertThat(answers).allMatch(result -> result.endsWith(" run 1"));
        assertThat(bodies).hasSize(keys).allSatisfy((key, runs) -> assertThat(runs).as(key).hasValue(1));
    }

    @Test
    void tenThousandCallsAtOnce() {
        deliver(0, 5_000, 2, 0);
        assertEachRanOnceAndEveryCallerHasItsResult(5_000, 2);
    }

    @Test
    void thousandsOfLeasesAreRenewedWhileOthersClaim() {
        policy = GuardPolicy.builder("orders.on", POLICY.keyPrefix(), new DeliveryCounters())
                .set(PolicyOverrides.LEASE, Duration.ofMillis(4_000)).build();
        emptied = new CompletableFuture<>();
        deliver(0, 5_000, 1, 0);
        await().atMost(30, TimeUnit.SECONDS).until(() -> bodies.size() == 5_000);
        CompletableFuture<Void> held = emptied;
        emptied = CompletableFuture.completedFuture(null);
        long end = System.nanoTime() + Duration.ofSeconds(6).toNanos(); // longer than a lease
        int key = 5_000;
        while (System.nanoTime() < end) {
            int before = answers.size();
            deliver(key, 100, 1, 0);
            key += 100;
            await().atMost(20, TimeUnit.SECONDS).until(() -> answers.size() == before + 100);
        }
        held.complete(null);
        assertEachRanOnceAndEveryCallerHasItsResult(key, 1);
        assertThat(policy.counters().count(DeliveryOutcome.LEASE_LOST)).isZero();
        assertThat(policy.counters().count(DeliveryIncident.TAKEOVER)).isZero();
    }

    /** As a body would without a guard that ends on its caller's thread. */
    @Test
    void whoMayBlockGetsTheAnswerOnItsOwnThread() {
        JacksonResults mapping = new JacksonResults(new ObjectMapper(), String.class);
        Thread here = Thread.currentThread();
        for (int delivery = 0; delivery < 2; delivery++) { // fresh, duplicate
            Thread there = engine.handler(POLICY, mapping)
                    .guard(new EventIdentity("thread", null, null), () -> Uni.createFrom().item((Object) "x"),
                            VertxCaller::current, () -> null)
                    .map(x -> Thread.currentThread()).await().atMost(Duration.ofSeconds(20));
            assertThat(there).isSameAs(here);
        }
    }

    @Test
    void connectionsKilledAgainAndAgain() {
        for (int i = 0; i < 10; i++) {
            deliver(i * 300, 300, 2, 50);
            redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
        assertEachRanOnceAndEveryCallerHasItsResult(3_000, 2);
    }

    @Test
    void redisFrozenForFiveSeconds() {
        long pid = redis.pid();
        deliver(0, 500, 2, 200);
        RedisProcess.signal(pid, "STOP");
        try {
            deliver(500, 500, 2, 200);
            await().pollDelay(5, TimeUnit.SECONDS).until(() -> true);
        } finally {
            RedisProcess.signal(pid, "CONT");
        }
        deliver(1_000, 500, 2, 200);
        assertEachRanOnceAndEveryCallerHasItsResult(1_500, 2);
    }

    @Test
    void redisDownForFiveSecondsWithItsDataKept() {
        deliver(0, 500, 2, 200);
        redis.stop();
        deliver(500, 500, 2, 200);
        await().pollDelay(5, TimeUnit.SECONDS).until(() -> true);
        redis.start();
        deliver(1_000, 500, 2, 200);
        assertEachRanOnceAndEveryCallerHasItsResult(1_500, 2);
    }

    /** One event after the other, as a consumer takes them: each would wait for {@code store-retry-timeout}. */
    @Test
    void bodiesThatMayRunUnguardedDoNotAllWaitForRedis() {
        policy = GuardPolicy.builder("orders.on", POLICY.keyPrefix(), new DeliveryCounters())
                .set(PolicyOverrides.ON_STORE_FAILURE, OnStoreFailure.PROCEED)
                .set(PolicyOverrides.STORE_RETRY_TIMEOUT, Duration.ofMillis(2_000)).build();
        redis.stop();
        long stoppedAt = System.nanoTime();
        JacksonResults mapping = new JacksonResults(new ObjectMapper(), String.class);
        Context context = ((ContextInternal) ((VertxInternal) redis.vertx()).createEventLoopContext()).duplicate();
        context.runOnContext(x -> Multi.createFrom().range(0, 100).onItem()
                .transformToUniAndConcatenate(
                        k -> engine.handler(policy, mapping).guard(new EventIdentity("order-" + k, null, null),
                                () -> body("order-" + k, 0), VertxCaller::current, () -> null))
                .subscribe().with(item -> answers.add(item.toString()), failures::add));
        await().atMost(60, TimeUnit.SECONDS).until(() -> answers.size() == 100);
        System.out.println("100 events in an outage took " + (System.nanoTime() - stoppedAt) / 1_000_000 + " ms");
        assertThat(policy.counters().count(DeliveryOutcome.UNGUARDED_NO_STORE)).isEqualTo(100);

        redis.start();
        AtomicInteger next = new AtomicInteger(100);
        await().atMost(20, TimeUnit.SECONDS).until(() -> {
            deliver(next.getAndIncrement(), 1, 1, 0);
            return policy.counters().count(DeliveryOutcome.COMPLETED) > 0;
        });
        long unguarded = policy.counters().count(DeliveryOutcome.UNGUARDED_NO_STORE);
        deliver(10_000, 1_000, 1, 0);
        await().atMost(20, TimeUnit.SECONDS).until(() -> answers.size() == next.get() + 1_000);
        assertThat(policy.counters().count(DeliveryOutcome.UNGUARDED_NO_STORE)).isEqualTo(unguarded);
        assertThat(failures).isEmpty();
    }

    /**
     * A frozen Redis fails them when it has not answered for {@code store-retry-timeout} after a command of theirs had not been
     * answered for {@code command-timeout}.
     */
    @Test
    void tenThousandWaitingCallersTakeLittleMemoryAndAreToldThatRedisIsFrozen() {
        long pid = redis.pid();
        RedisStore impatient = RedisStore.create(redis.vertx(), redis.options(),
                new RedisStoreOptions(Duration.ofMillis(500), 100_000));
        policy = GuardPolicy.builder("orders.on", POLICY.keyPrefix(), new DeliveryCounters())
                .set(PolicyOverrides.LEASE, Duration.ofMillis(60_000))
                .set(PolicyOverrides.WAIT_TIMEOUT, Duration.ofMillis(600_000)).patient(true)
                .set(PolicyOverrides.STORE_RETRY_TIMEOUT, Duration.ofMillis(2_000)).build();
        emptied = new CompletableFuture<>();
        deliver(0, 1, 1, 0);
        await().until(() -> bodies.size() == 1);
        // another process, since the waiters of an owner's own process wait for that one, and not for Redis
        engine = new IdempotencyEngine(impatient, new ProcessClock(redis.vertx().nettyEventLoopGroup()),
                new LoggingListener(true, new ProcessClock(redis.vertx().nettyEventLoopGroup())),
                new EngineOptions("test", true, 1_000_000, false, Integer.MAX_VALUE, () -> null));
        long before = usedHeap();
        long deliveredAt = System.nanoTime();
        deliver(0, 1, 10_000, 0);
        await().atMost(60, TimeUnit.SECONDS).until(() -> policy.counters().count(DeliveryIncident.WAIT) == 10_000);
        Duration begun = Duration.ofNanos(System.nanoTime() - deliveredAt);
        long each = (usedHeap() - before) / 10_000;
        System.out.println("Each waiting caller takes " + each + " bytes");
        assertThat(each).isLessThan(8_192);

        // store-retry-timeout, two command-timeout and a second until the next look; as long again for a busy machine, and
        // for one that is too busy for that some times as long as it has just taken for so many callers to begin
        Duration documented = Duration.ofSeconds(2 + 1 + 1);
        long frozenAt = System.nanoTime();
        RedisProcess.signal(pid, "STOP");
        try {
            await().atMost(documented.multipliedBy(2).plus(begun.multipliedBy(3))).until(() -> failures.size() == 10_000);
        } finally {
            RedisProcess.signal(pid, "CONT");
        }
        System.out.println("All were told that Redis is frozen after " + (System.nanoTime() - frozenAt) / 1_000_000 + " ms, of "
                + documented.toMillis() + " ms documented");
        assertThat(failures).allMatch(StoreUnavailableException.class::isInstance);
        assertThat(bodies.get("order-0")).hasValue(1);
        emptied.complete(null);
        await().atMost(30, TimeUnit.SECONDS).until(() -> answers.size() == 1);
        impatient.close();
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void redisEmptiedWhileBodiesRun() {
        emptied = new CompletableFuture<>();
        deliver(0, 200, 1, 0);
        await().until(() -> bodies.size() == 200);
        redis.command("FLUSHALL");
        emptied.complete(null);
        assertEachRanOnceAndEveryCallerHasItsResult(200, 1);
        for (int k = 0; k < 200; k++) {
            assertThat(redis.command("GET", POLICY.keyPrefix() + "order-" + k).toString())
                    .startsWith("{\"status\":\"completed\"").contains("run 1");
        }
    }
}
