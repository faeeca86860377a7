package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

/** Many calls at a time. */
class RedisStoreLoadTest {

    private final RedisProcess redis = RedisProcess.shared();
    private final RedisOptions client = redis.options();
    private RedisStore store = RedisStore.create(redis.vertx(), client,
            new RedisStoreOptions(Duration.ofSeconds(15), 100_000));

    @AfterEach
    void close() {
        RedisProcess.get(store.close());
    }

    @Test
    void tenThousandClaimsAtOnce() throws InterruptedException {
        int threads = 8;
        int each = 1_250;
        ConcurrentLinkedQueue<ClaimReply> replies = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch end = new CountDownLatch(threads * each);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    ClaimRequest request = claim(newKey());
                    store.claim(request)
                            .onItem().transformToUni(reply -> store.settle(complete(request, "1")).replaceWith(reply))
                            .subscribe().with(reply -> {
                                replies.add(reply);
                                end.countDown();
                            }, failure -> {
                                failures.add(failure);
                                end.countDown();
                            });
                }
            }).start();
        }
        assertThat(end.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(replies).hasSize(threads * each).allMatch(reply -> reply.kind() == Kind.ACQUIRED && reply.attempt() == 1);
        assertThat(replies).extracting(ClaimReply::fence).doesNotHaveDuplicates();
    }

    @Test
    void oneSlotForUnansweredCommandsIsEnough() {
        store = RedisStore.create(redis.vertx(), client, new RedisStoreOptions(Duration.ofSeconds(20), 10_000, 1, true));
        List<Uni<ClaimReply>> claims = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            claims.add(store.claim(claim(newKey())));
        }
        assertThat(await(Uni.join().all(claims).andFailFast())).allMatch(reply -> reply.kind() == Kind.ACQUIRED);
    }

    @Test
    void callsPastMaxPendingFailAndAreNotApplied() {
        store = RedisStore.create(redis.vertx(), client, new RedisStoreOptions(Duration.ofSeconds(20), 10, 5, true));
        long pid = redis.pid();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Set<ClaimRequest> acquired = ConcurrentHashMap.newKeySet();
        await(store.claim(claim(newKey())));
        RedisProcess.signal(pid, "STOP");
        try {
            // these fill what may be unanswered and what may wait, in whatever portions they are collected
            for (int i = 0; i < 100; i++) {
                ClaimRequest request = claim(newKey());
                store.claim(request).subscribe().with(reply -> acquired.add(request), failures::add);
            }
            Awaitility.await().untilAsserted(() -> assertThat(failures).hasSizeGreaterThanOrEqualTo(85));
        } finally {
            RedisProcess.signal(pid, "CONT");
        }
        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure).isInstanceOf(StoreException.class)
                    .hasMessageContaining("10 claims wait").hasMessageContaining("max-pending");
            assertThat(((StoreException) failure).maybeApplied()).isFalse();
        });
        Awaitility.await().untilAsserted(() -> assertThat(acquired).hasSize(100 - failures.size()));
        assertThat(acquired).hasSizeGreaterThanOrEqualTo(10);
        assertThat(await(store.claim(claim(newKey()))).kind()).isEqualTo(Kind.ACQUIRED);
    }

    @Test
    void whatHasRunIsStoredHoweverManyClaimsWait() {
        store = RedisStore.create(redis.vertx(), client, new RedisStoreOptions(Duration.ofSeconds(20), 10, 5, true));
        List<ClaimRequest> running = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            running.add(claim(newKey()));
            await(store.claim(running.get(i)));
        }
        long pid = redis.pid();
        List<CompletableFuture<?>> steps = new ArrayList<>();
        ConcurrentLinkedQueue<Throwable> rejected = new ConcurrentLinkedQueue<>();
        RedisProcess.signal(pid, "STOP");
        try {
            for (int i = 0; i < 100; i++) {
                store.claim(claim(newKey())).subscribe().with(reply -> {
                }, rejected::add);
            }
            Awaitility.await().untilAsserted(() -> assertThat(rejected).isNotEmpty());
            for (int i = 0; i < 60; i += 3) {
                steps.add(store.settle(complete(running.get(i), "1")).subscribeAsCompletionStage());
                steps.add(store.renew(running.get(i + 1).storeKey(), running.get(i + 1).owner(), Requests.HOLD)
                        .subscribeAsCompletionStage());
                steps.add(store.release(running.get(i + 2).storeKey(), "token" + i, Requests.LEASE, Requests.HOLD)
                        .subscribeAsCompletionStage());
            }
        } finally {
            RedisProcess.signal(pid, "CONT");
        }
        assertThat(steps.stream().map(CompletableFuture::join).map(Object::toString)).hasSize(60)
                .containsOnly("OK", "RELEASED");
    }

    /** An error reply is of its own command alone. */
    @ParameterizedTest(name = "contended: {0}")
    @ValueSource(booleans = { false, true })
    void valuesOfAnotherTypeAmongOthersHarmNobody(boolean contended) {
        List<Uni<ClaimReply>> claims = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ClaimRequest request = claim(newKey(), contended);
            if (i % 50 == 7) {
                redis.command("RPUSH", request.storeKey(), "x");
            }
            claims.add(store.claim(request));
        }
        List<ClaimReply> replies = await(Uni.join().all(claims).andFailFast());
        for (int i = 0; i < 500; i++) {
            ClaimReply reply = replies.get(i);
            assertThat(reply.kind()).isEqualTo(i % 50 == 7 ? Kind.FOREIGN : Kind.ACQUIRED);
            assertThat(reply.attempt()).isEqualTo(i % 50 == 7 ? 0 : 1);
            assertThat(reply.record()).isNull();
        }
    }

    @Test
    void scriptsAreSentAgainWhenTheServerForgotThem() {
        for (int round = 0; round < 3; round++) {
            List<ClaimRequest> requests = new ArrayList<>();
            List<Uni<ClaimReply>> claims = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                ClaimRequest request = claim(newKey(), i % 2 == 0);
                requests.add(request);
                claims.add(store.claim(request));
                if (i == 500) {
                    claims.add(Uni.createFrom().completionStage(() -> redis.send("SCRIPT", "FLUSH").toCompletionStage())
                            .onItem().transformToUni(ok -> store.claim(claim(newKey(), true))));
                }
            }
            assertThat(await(Uni.join().all(claims).andFailFast())).allMatch(reply -> reply.kind() == Kind.ACQUIRED);
            redis.command("SCRIPT", "FLUSH");
            List<Uni<SettleReply>> settlements = new ArrayList<>();
            requests.forEach(request -> settlements.add(store.settle(complete(request, "1"))));
            assertThat(await(Uni.join().all(settlements).andFailFast())).containsOnly(SettleReply.OK);
        }
    }

    @Test
    void largeResultsAmongManyCallsComeBack() {
        String large = "\"" + "\u00e9\\\"{}[]\\u0001\ud83d\ude00".repeat(40_000) + "\"";
        List<ClaimRequest> requests = new ArrayList<>();
        List<Uni<SettleReply>> settlements = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            ClaimRequest request = claim(newKey());
            requests.add(request);
            settlements.add(store.settle(complete(request, large)));
        }
        assertThat(await(Uni.join().all(settlements).andFailFast())).containsOnly(SettleReply.RECREATED);
        List<Uni<ClaimReply>> claims = new ArrayList<>();
        requests.forEach(request -> claims.add(store.claim(claim(request.key()))));
        List<ClaimReply> replies = await(Uni.join().all(claims).andFailFast());
        for (int i = 0; i < 64; i++) {
            assertThat(replies.get(i).record().text()
                    .equals(new String(complete(requests.get(i), large).rendered(), UTF_8))).isTrue();
        }
    }

    @Test
    void answersAreNotGivenUnderTheCallersContext() throws InterruptedException {
        Vertx vertx = redis.vertx();
        Set<Context> contexts = ConcurrentHashMap.newKeySet();
        CountDownLatch end = new CountDownLatch(20);
        List<Context> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Context caller = vertx.getOrCreateContext();
            callers.add(caller);
            caller.runOnContext(x -> {
                caller.putLocal("caller", true);
                store.claim(claim(newKey())).subscribe().with(reply -> {
                    contexts.add(Vertx.currentContext());
                    end.countDown();
                });
            });
        }
        assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(contexts).hasSize(1).doesNotContainAnyElementsOf(callers);
    }

    @Test
    void cancelledCallerDoesNotStopItsStep() {
        ClaimRequest request = claim(newKey());
        AtomicInteger answers = new AtomicInteger();
        long pid = redis.pid();
        RedisProcess.signal(pid, "STOP"); // so that no answer comes before the caller has cancelled
        try {
            store.claim(request).subscribe().with(reply -> answers.incrementAndGet()).cancel();
        } finally {
            RedisProcess.signal(pid, "CONT");
        }
        Awaitility.await().untilAsserted(
                () -> assertThat(redis.command("EXISTS", request.storeKey()).toInteger()).isEqualTo(1));
        await(store.claim(claim(newKey())));
        assertThat(answers).hasValue(0);
    }
}
