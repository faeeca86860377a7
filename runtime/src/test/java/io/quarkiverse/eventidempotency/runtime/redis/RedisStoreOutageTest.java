package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.kind;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.Uni;

/** What becomes of calls when the server, or the way to it, does not serve. */
class RedisStoreOutageTest {

    /** Long enough for a machine that is busy. */
    private static final Duration PATIENT = Duration.ofSeconds(15);

    private static final Duration IMPATIENT = Duration.ofMillis(500);

    /** That Redis can be reached again. */
    private static final String BACK = "back";

    private RedisProcess redis;
    private RedisStore store;
    private final List<String> told = new CopyOnWriteArrayList<>();

    private void start(Duration commandTimeout, String... settings) {
        redis = new RedisProcess(settings);
        store = RedisStore.create(redis.vertx(), redis.options(), new RedisStoreOptions(commandTimeout, 100_000));
        store.onAvailability(why -> told.add(why == null ? BACK : why));
    }

    @AfterEach
    void close() {
        RedisProcess.get(store.close());
        redis.close();
    }

    private static <T> Uni<T> retried(Uni<T> step) {
        return step.onFailure(StoreException.class).retry().withBackOff(Duration.ofMillis(20), Duration.ofMillis(200))
                .expireIn(20_000);
    }

    private static StoreException failure(Uni<?> step) {
        return catchThrowableOfType(StoreException.class, () -> await(step));
    }

    /** The connections that are neither the test's own nor just being closed. */
    private long connectionsOfStore() {
        return redis.command("CLIENT", "LIST").toString().lines().filter(line -> !line.contains("cmd=client")).count();
    }

    @Test
    void connectionsKilledAmongManyCalls() {
        start(PATIENT);
        List<ClaimRequest> requests = new ArrayList<>();
        List<Uni<ClaimReply>> claims = new ArrayList<>();
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < 20_000; i++) {
            ClaimRequest request = claim(newKey(), i % 3 == 0);
            requests.add(request);
            claims.add(retried(store.claim(request)).onItem().invoke(answered::incrementAndGet));
        }
        ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<ClaimReply> replies = new ConcurrentLinkedQueue<>();
        await(store.claim(claim(newKey())));
        claims.forEach(claim -> claim.subscribe().with(replies::add, unexpected::add));
        int kills = 0;
        while (answered.get() < 20_000 && unexpected.isEmpty() && kills < 5) {
            int before = answered.get();
            Awaitility.await().until(() -> answered.get() > before || answered.get() == 20_000);
            redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            kills++;
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> replies.size() + unexpected.size() == 20_000);
        assertThat(unexpected).isEmpty();
        assertThat(replies).allMatch(reply -> reply.kind() == Kind.ACQUIRED && reply.attempt() == 1);
        assertThat(told).contains(BACK);

        List<Uni<SettleReply>> settlements = new ArrayList<>();
        requests.forEach(request -> settlements.add(retried(store.settle(complete(request, "1")))));
        Uni<List<SettleReply>> all = Uni.join().all(settlements).andFailFast();
        redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        assertThat(await(all)).containsOnly(SettleReply.OK);
    }

    /** All of it is more than is there within the command timeout. */
    @Test
    void manyDuplicatesOfALargeResult() {
        start(IMPATIENT);
        ClaimRequest first = claim(newKey());
        await(store.claim(first));
        String result = '"' + "x".repeat(500_000) + '"';
        await(store.settle(complete(first, result)));
        List<Uni<Boolean>> duplicates = new ArrayList<>();
        List<Uni<ClaimReply>> others = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            duplicates.add(retried(store.claim(claim(first.key()))).map(reply -> reply.record().text().contains(result)));
            others.add(retried(store.claim(claim(newKey()))));
        }
        CompletableFuture<List<ClaimReply>> acquired = Uni.join().all(others).andFailFast().subscribeAsCompletionStage();
        assertThat(await(Uni.join().all(duplicates).andFailFast())).hasSize(400).containsOnly(true);
        assertThat(acquired.join()).allMatch(reply -> reply.kind() == Kind.ACQUIRED);
    }

    @Test
    void frozenServer() {
        start(IMPATIENT);
        long pid = redis.pid();
        await(retried(store.claim(claim(newKey()))));
        RedisProcess.signal(pid, "STOP");
        List<ClaimRequest> written = new ArrayList<>();
        try {
            List<Uni<ClaimReply>> claims = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                ClaimRequest request = claim(newKey());
                written.add(request);
                claims.add(store.claim(request));
            }
            List<StoreException> failures = new ArrayList<>();
            claims.stream().map(claim -> claim.subscribeAsCompletionStage().handle((reply, e) -> (StoreException) e)).toList()
                    .forEach(failed -> failures.add(failed.join()));
            assertThat(failures).allSatisfy(failure -> {
                assertThat(failure.maybeApplied()).isTrue();
                assertThat(failure).hasMessageContaining("did not answer within 500 ms")
                        .hasMessageContaining("command-timeout");
            });
            for (int i = 0; i < 5; i++) {
                StoreException failure = failure(store.claim(claim(newKey())));
                assertThat(failure.maybeApplied()).isFalse();
                assertThat(failure).hasMessageContaining("Redis");
            }
        } finally {
            RedisProcess.signal(pid, "CONT");
        }
        for (ClaimRequest request : written) {
            ClaimReply reply = await(retried(store.claim(request)));
            assertThat(reply.kind()).isEqualTo(Kind.ACQUIRED);
            assertThat(reply.attempt()).isEqualTo(1);
        }
        assertThat(told).contains(BACK);
        // neither the connection that broke nor the attempts that came late are left behind, nor given to others
        Awaitility.await().untilAsserted(() -> assertThat(connectionsOfStore()).isEqualTo(1));
    }

    @Test
    void serverStartedAgainEmpty() {
        start(PATIENT);
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        redis.stop();
        StoreException failure = failure(store.settle(complete(request, "1")));
        assertThat(failure).hasMessageContaining("a settlement").hasMessageContaining("Redis");
        redis.start();
        assertThat(await(retried(store.settle(complete(request, "1"))))).isEqualTo(SettleReply.RECREATED);
        assertThat(kind(store.claim(claim(request.key())))).isEqualTo(Kind.DUPLICATE);
        Awaitility.await().untilAsserted(() -> assertThat(told).filteredOn(BACK::equals).hasSize(1));
    }

    @Test
    void serverStartedAgainWithItsData(@TempDir Path data) {
        start(PATIENT, "appendonly yes", "appendfsync always", "dir " + data);
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        redis.stop();
        redis.start();
        assertThat(await(retried(store.settle(complete(request, "1"))))).isEqualTo(SettleReply.OK);
        assertThat(kind(store.claim(claim(request.key())))).isEqualTo(Kind.DUPLICATE);
    }

    @Test
    void serverThatStillLoadsItsData(@TempDir Path data) {
        // slowed down as in Redis' own tests, so that what is loaded takes a second
        start(PATIENT, "dir " + data, "key-load-delay 500", "loading-process-events-interval-bytes 1024");
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        redis.command("EVAL", "for i = 1, 2000 do redis.call('SET', 'filler:' .. i, string.rep('x', 64)) end", "0");
        redis.command("SAVE");
        redis.stop();
        CompletableFuture<Void> started = CompletableFuture.runAsync(redis::start);
        List<Throwable> refusals = new CopyOnWriteArrayList<>();
        Uni<SettleReply> settled = store.settle(complete(request, "1")).onFailure().invoke(refusals::add);
        assertThat(await(retried(settled))).isEqualTo(SettleReply.OK);
        assertThat(refusals).anySatisfy(refusal -> {
            assertThat(refusal).hasMessageContaining("LOADING");
            assertThat(((StoreException) refusal).maybeApplied()).isFalse();
        });
        assertThat(kind(store.claim(claim(request.key())))).isEqualTo(Kind.DUPLICATE);
        started.join();
    }

    @Test
    void reconnectsWithoutBeingAsked() {
        start(PATIENT);
        await(store.claim(claim(newKey())));
        redis.stop();
        redis.start();
        Awaitility.await().untilAsserted(() -> assertThat(told).filteredOn(BACK::equals).hasSize(1));
    }

    @Test
    void serverAwayAtStart() {
        start(PATIENT);
        redis.stop();
        store.start();
        StoreException failure = failure(store.claim(claim(newKey())));
        assertThat(failure.maybeApplied()).isFalse();
        assertThat(failure).hasMessageContaining("cannot connect to Redis").hasMessageContaining("correct its address")
                .hasCauseInstanceOf(Exception.class);
        redis.start();
        assertThat(await(retried(store.claim(claim(newKey())))).kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(told).hasSize(2).first().asString().startsWith("cannot connect to Redis");
        assertThat(told).last().isEqualTo(BACK);
    }

    @Test
    void serverThatIsNoLongerThePrimary() {
        start(PATIENT);
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        long client = idOfStore();
        redis.command("REPLICAOF", "127.0.0.1", "1");
        StoreException failure = failure(store.claim(claim(newKey())));
        assertThat(failure.maybeApplied()).isFalse();
        assertThat(failure).hasMessageContaining("READONLY");
        StoreException byScript = failure(store.settle(complete(request, "1")));
        assertThat(byScript.maybeApplied()).isFalse();
        redis.command("REPLICAOF", "NO", "ONE");
        assertThat(await(retried(store.settle(complete(request, "1"))))).isEqualTo(SettleReply.OK);
        assertThat(idOfStore()).isNotEqualTo(client);
    }

    private long idOfStore() {
        return redis.command("CLIENT", "LIST").toString().lines().filter(line -> !line.contains("cmd=client"))
                .mapToLong(line -> Long.parseLong(line.substring(3, line.indexOf(' ')))).max().orElseThrow();
    }

    @Test
    void serverOutOfMemory() {
        start(PATIENT);
        ClaimRequest completed = claim(newKey());
        await(store.claim(completed));
        await(store.settle(complete(completed, "1")));
        ClaimRequest inFlight = claim(newKey());
        await(store.claim(inFlight));
        redis.command("CONFIG", "SET", "maxmemory", "1");
        answersFromWhatIsThere(completed, inFlight);
        List<StoreException> failures = new ArrayList<>();
        for (boolean contended : new boolean[] { false, true }) {
            List<Uni<StoreException>> claims = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                claims.add(store.claim(claim(newKey(), contended)).map(reply -> (StoreException) null)
                        .onFailure(StoreException.class).recoverWithItem(e -> (StoreException) e));
            }
            failures.addAll(await(Uni.join().all(claims).andFailFast()));
        }
        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure).hasMessageContaining("OOM").hasMessageContaining("more memory");
            assertThat(failure.maybeApplied()).isFalse();
        });
        redis.command("CONFIG", "SET", "maxmemory", "0");
        assertThat(kind(store.claim(claim(newKey())))).isEqualTo(Kind.ACQUIRED);
        assertThat(told).as("another connection would not help").isEmpty();
    }

    private void answersFromWhatIsThere(ClaimRequest completed, ClaimRequest inFlight) {
        for (boolean contended : new boolean[] { false, true }) {
            assertThat(kind(store.claim(claim(completed.key(), contended)))).isEqualTo(Kind.DUPLICATE);
            assertThat(kind(store.claim(claim(inFlight.key(), contended)))).isEqualTo(Kind.IN_FLIGHT);
        }
    }

    @Test
    void serverWithTooFewReplicas() {
        start(PATIENT);
        ClaimRequest completed = claim(newKey());
        await(store.claim(completed));
        await(store.settle(complete(completed, "1")));
        ClaimRequest inFlight = claim(newKey());
        await(store.claim(inFlight));
        redis.command("CONFIG", "SET", "min-replicas-to-write", "1");
        answersFromWhatIsThere(completed, inFlight);
        assertThat(failure(store.claim(claim(newKey())))).hasMessageContaining("NOREPLICAS").hasMessageContaining("writes");
        redis.command("CONFIG", "SET", "min-replicas-to-write", "0");
    }

    @Test
    void passwordMissing() {
        start(PATIENT);
        redis.command("CONFIG", "SET", "requirepass", "secret");
        StoreException failure = failure(store.claim(claim(newKey())));
        assertThat(failure.maybeApplied()).isFalse();
        assertThat(failure).hasMessageContaining("NOAUTH").hasMessageContaining("password");
        redis.command("CONFIG", "SET", "requirepass", "");
    }

    @Test
    void claimsByScriptWhereTheServerMustNotBeAsked() {
        start(PATIENT);
        redis.command("ACL", "SETUSER", "default", "-info");
        assertThat(kind(store.claim(claim(newKey())))).isEqualTo(Kind.ACQUIRED);
        redis.command("ACL", "SETUSER", "default", "+info");
        assertThat(redis.command("INFO", "commandstats").toString()).contains("cmdstat_evalsha:");
    }

    @Test
    void closingFailsWhatWaitsAndClosesTheConnection() {
        start(PATIENT);
        long pid = redis.pid();
        await(store.claim(claim(newKey())));
        RedisProcess.signal(pid, "STOP");
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try {
            for (int i = 0; i < 5_000; i++) {
                store.claim(claim(newKey())).subscribe().with(reply -> {
                }, failures::add);
            }
            RedisProcess.get(store.close());
            assertThat(failures).hasSize(5_000).allSatisfy(
                    failure -> assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("closed"));
            assertThat(failures).extracting(failure -> ((StoreException) failure).maybeApplied()).contains(true, false);
        } finally {
            RedisProcess.signal(pid, "CONT");
        }
        assertThat(failure(store.claim(claim(newKey()))).maybeApplied()).isFalse();
        Awaitility.await().untilAsserted(() -> assertThat(connectionsOfStore()).isZero());
    }

    /** The engine may listen long after the store was opened, as when an operator looked at records first. */
    @Test
    void laterListenerHearsOfAnOutageThatHasBegun() {
        start(IMPATIENT);
        redis.stop();
        failure(store.claim(claim(newKey())));
        List<String> late = new CopyOnWriteArrayList<>();
        store.onAvailability(why -> late.add(why == null ? BACK : why));
        Awaitility.await().untilAsserted(() -> assertThat(late).hasSize(1));
        redis.start();
        Awaitility.await().untilAsserted(() -> assertThat(late).hasSize(2).last().isEqualTo(BACK));
    }
}
