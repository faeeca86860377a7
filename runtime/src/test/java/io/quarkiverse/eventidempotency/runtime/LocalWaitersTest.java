package io.quarkiverse.eventidempotency.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.EngineOptions;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.json.JacksonResults;
import io.quarkiverse.eventidempotency.runtime.observability.LoggingListener;
import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.runtime.vertx.ProcessClock;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.smallrye.mutiny.Uni;

/** What duplicates of one process cost the store and its event loop. */
class LocalWaitersTest {

    private static final int WAITERS = 10_000;

    private static RedisProcess redis;

    private final ConcurrentLinkedQueue<Object> answers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Set<Thread> storeThreads = ConcurrentHashMap.newKeySet();
    private final Set<Thread> readers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger claims = new AtomicInteger();
    private final AtomicInteger renewals = new AtomicInteger();
    private RedisStore store;
    private Handler<Object> handler;
    private Handler<Object> elsewhere;
    private RedisStore storeElsewhere;

    @BeforeAll
    static void startRedis() {
        redis = new RedisProcess();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void start() {
        redis.command("FLUSHALL");
        store = RedisStore.create(redis.vertx(), redis.options(), RedisStoreOptions.DEFAULT);
        storeElsewhere = RedisStore.create(redis.vertx(), redis.options(), RedisStoreOptions.DEFAULT);
        handler = handler(new Watched(store));
        elsewhere = handler(storeElsewhere);
        claim(handler, "warm").await().atMost(Duration.ofSeconds(20));
        claim(elsewhere, "warm").await().atMost(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        store.close();
        storeElsewhere.close();
    }

    private static Handler<Object> handler(IdempotencyStore store) {
        ProcessClock clock = new ProcessClock(redis.vertx().nettyEventLoopGroup());
        return new IdempotencyEngine(store, clock, new LoggingListener(true, clock),
                new EngineOptions("test", true, 2_000_000, false, Integer.MAX_VALUE, () -> null)).handler(
                        GuardPolicy.builder("orders.on", "idempotency:events:orders.on:", new DeliveryCounters())
                                .set(PolicyOverrides.LEASE, Duration.ofSeconds(2)).build(),
                        new JacksonResults(new ObjectMapper(), String.class));
    }

    private static Uni<Object> claim(Handler<Object> handler, String key) {
        return handler.guard(new EventIdentity(key, null, null), () -> Uni.createFrom().item((Object) "result"),
                VertxCaller::current, () -> null);
    }

    /** {@return a delivery whose body ends as the outcome does} */
    private static Uni<Object> owner(Handler<Object> handler, CompletableFuture<Object> outcome) {
        CompletableFuture<Object> called = new CompletableFuture<>();
        Uni<Object> delivery = handler.guard(new EventIdentity("order-1", null, null), () -> {
            called.complete(true);
            return Uni.createFrom().completionStage(outcome);
        }, VertxCaller::current, () -> null);
        delivery.subscribe().with(item -> {
        }, failure -> {
        });
        called.join();
        return delivery;
    }

    private void deliverDuplicates() {
        redis.vertx().getOrCreateContext().runOnContext(x -> {
            for (int i = 0; i < WAITERS; i++) {
                claim(handler, "order-1").subscribe().with(answers::add, failures::add);
            }
        });
    }

    private static long commands() {
        String info = redis.command("INFO", "commandstats").toString();
        long calls = Pattern.compile("cmdstat_(set|evalsha|eval):calls=(\\d+)").matcher(info).results()
                .mapToLong(match -> Long.parseLong(match.group(2))).sum();
        assertThat(calls).as(info).isPositive();
        return calls;
    }

    private static void assertFewCommandsSince(long before) {
        long cost = commands() - before;
        System.out.printf("%d waiters of one key: %d commands%n", WAITERS, cost);
        assertThat(cost).isLessThan(100);
    }

    private void allAnswered() {
        await().atMost(Duration.ofSeconds(30)).until(() -> answers.size() + failures.size() == WAITERS);
        assertThat(failures).isEmpty();
    }

    @Test
    void waitersOfOwnerInThisProcessCostNextToNothing() {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        owner(handler, outcome);
        long before = commands();
        deliverDuplicates();
        await().atMost(Duration.ofSeconds(30)).until(() -> renewals.get() >= 3); // longer than a lease
        outcome.complete("one");
        allAnswered();
        assertThat(answers).allMatch("one"::equals);
        assertFewCommandsSince(before);
    }

    @Test
    void waitersCostNextToNothingWhenTheOwnerFails() {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        owner(handler, outcome);
        long before = commands();
        deliverDuplicates();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> handler.policy().counters().count(DeliveryIncident.WAIT) == WAITERS);
        outcome.completeExceptionally(new IllegalStateException("bad"));
        allAnswered();
        assertThat(answers).allMatch("result"::equals);
        assertFewCommandsSince(before);
    }

    @Test
    void oneWaiterAsksForAllWhileTheOwnerIsElsewhere() {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        owner(elsewhere, outcome);
        claim(handler, "order-1").subscribe().with(answers::add, failures::add);
        await().until(() -> handler.policy().counters().count(DeliveryIncident.WAIT) == 1);
        long before = commands();
        deliverDuplicates();
        int asked = claims.get();
        await().atMost(Duration.ofSeconds(30)).until(() -> claims.get() >= asked + 3);
        outcome.complete("one");
        await().atMost(Duration.ofSeconds(30)).until(() -> answers.size() + failures.size() == WAITERS + 1);
        assertThat(failures).isEmpty();
        assertThat(answers).allMatch("one"::equals);
        assertFewCommandsSince(before);
    }

    @Test
    void largeResultsAreReadOnTheirCallersThreads() {
        String large = "x".repeat(900_000);
        CompletableFuture<Object> outcome = CompletableFuture.completedFuture(large);
        handler.guard(new EventIdentity("large", null, null), () -> Uni.createFrom().completionStage(outcome),
                VertxCaller::current, () -> null).await().atMost(Duration.ofSeconds(20));
        smallDeliveries("warm");
        long alone = smallDeliveries("alone");
        CompletableFuture<Integer> replays = CompletableFuture.supplyAsync(() -> {
            int replayed = 0;
            for (; replayed < 200; replayed++) {
                Object answer = claim(handler, "large").await().atMost(Duration.ofSeconds(20));
                assertThat(answer).isEqualTo(large);
            }
            return replayed;
        });
        long beside = smallDeliveries("beside");
        assertThat(replays.join()).isEqualTo(200);
        System.out.printf("Small deliveries: median %d us alone, %d us beside results of 900 KB, ratio %.1f%n", alone / 1_000,
                beside / 1_000, (double) beside / alone);
        assertThat(readers).isNotEmpty().doesNotContainAnyElementsOf(storeThreads);
    }

    /** {@return the median of their latencies in nanoseconds} */
    private long smallDeliveries(String name) {
        long[] latencies = new long[300];
        for (int i = 0; i < latencies.length; i++) {
            long before = System.nanoTime();
            claim(handler, name + i).await().atMost(Duration.ofSeconds(20));
            latencies[i] = System.nanoTime() - before;
        }
        Arrays.sort(latencies);
        return latencies[latencies.length / 2];
    }

    /** Notes the threads that the store replies on, and those that read its records. */
    private final class Watched implements IdempotencyStore {

        private final IdempotencyStore store;

        Watched(IdempotencyStore store) {
            this.store = store;
        }

        @Override
        public Uni<ClaimReply> claim(ClaimRequest request) {
            claims.incrementAndGet();
            return store.claim(request).map(reply -> {
                storeThreads.add(Thread.currentThread());
                return reply.record() == null ? reply
                        : new ClaimReply(reply.kind(), reply.attempt(), reply.takeover(), reply.fence(),
                                reply.remainingMillis(), reply.firstSeenAt(), new Read(reply.record()));
            });
        }

        @Override
        public Uni<SettleReply> settle(SettleRequest request) {
            return store.settle(request);
        }

        @Override
        public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
            renewals.incrementAndGet();
            return store.renew(storeKey, owner, holdMillis);
        }
    }

    private final class Read implements RecordContent {

        private final RecordContent content;

        Read(RecordContent content) {
            this.content = content;
        }

        @Override
        public IdempotencyRecord record() {
            readers.add(Thread.currentThread());
            return content.record();
        }

        @Override
        public String text() {
            readers.add(Thread.currentThread());
            return content.text();
        }
    }
}
