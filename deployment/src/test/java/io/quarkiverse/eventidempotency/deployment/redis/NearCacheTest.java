package io.quarkiverse.eventidempotency.deployment.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import redis.embedded.RedisServer;

/** An application with a near cache for some of its scopes, as its Redis sees it. */
class NearCacheTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PORT = freePort();
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static RedisServer server;

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class))
            .setForcedDependencies(
                    List.of(Dependency.of("io.quarkus", "quarkus-caffeine-deployment", Version.getVersion())))
            .setBeforeAllCustomizer(NearCacheTest::startRedis)
            .setAfterAllCustomizer(NearCacheTest::stopRedis)
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideConfigKey("quarkus.redis.hosts", "redis://127.0.0.1:" + PORT)
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"long\".cache.max-age", "1H")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"short\".cache.max-age", "200MS");

    @Inject
    Handlers handlers;

    @Inject
    IdempotencyRecords records;

    @Inject
    ScopeCounters counters;

    @Inject
    ReactiveRedisDataSource redis;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void startRedis() {
        server = RedisServer.builder().port(PORT).setting("bind 127.0.0.1").setting("save \"\"").build();
        server.start();
    }

    private static void stopRedis() {
        server.stop();
    }

    /** {@return the commands so far that a step on a record can be} */
    private long commands() {
        return redis.execute("INFO", "commandstats").await().atMost(PATIENCE).toString().lines()
                .filter(line -> line.startsWith("cmdstat_set:") || line.startsWith("cmdstat_evalsha:")
                        || line.startsWith("cmdstat_eval:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^=]*=(\\d+),.*", "$1"))).sum();
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    private void deleteAsAnotherProcess(String scope, String key) {
        assertThat(get(redis.execute("DEL", "idempotency:events:" + scope + ":" + key)).toInteger()).isOne();
    }

    @Test
    void duplicateCostsOneCommandWithoutTheCacheAndNoneWithIt() {
        get(handlers.cached("trips"));
        get(handlers.uncached("trips"));
        long before = commands();
        assertThat(get(handlers.uncached("trips"))).isEqualTo("1 trips");
        assertThat(commands()).isEqualTo(before + 1);
        long hits = counters.of("long").count(DeliveryIncident.CACHE_HIT);
        for (int i = 0; i < 100; i++) {
            assertThat(get(handlers.cached("trips"))).isEqualTo("1 trips");
        }
        assertThat(commands()).isEqualTo(before + 1);
        assertThat(counters.of("long").count(DeliveryIncident.CACHE_HIT)).isEqualTo(hits + 100);
        assertThat(counters.of("plain").count(DeliveryIncident.CACHE_HIT)).isZero();
    }

    @Test
    void operatorOfThisProcessIsSeenAtOnce() {
        get(handlers.cached("deleted here"));
        assertThat(get(records.delete("long", "deleted here"))).isEqualTo(DeleteResult.DELETED);
        int runs = RUNS.get();
        get(handlers.cached("deleted here"));
        assertThat(RUNS).hasValue(runs + 1);
    }

    @Test
    void operatorOfAnotherProcessIsSeenAfterTheMaximumAge() {
        get(handlers.cached("deleted elsewhere"));
        get(handlers.brief("deleted elsewhere"));
        deleteAsAnotherProcess("long", "deleted elsewhere");
        deleteAsAnotherProcess("short", "deleted elsewhere");
        int runs = RUNS.get();
        await().atMost(PATIENCE).until(() -> {
            get(handlers.brief("deleted elsewhere"));
            return RUNS.get() > runs;
        });
        get(handlers.cached("deleted elsewhere"));
        assertThat(RUNS).as("an hour has not passed").hasValue(runs + 1);
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent(key = "{id}", scope = "long")
        Uni<String> cached(String id) {
            return run(id);
        }

        @Idempotent(key = "{id}", scope = "short")
        Uni<String> brief(String id) {
            return run(id);
        }

        @Idempotent(key = "{id}", scope = "plain")
        Uni<String> uncached(String id) {
            return run(id);
        }

        private Uni<String> run(String id) {
            RUNS.incrementAndGet();
            return Uni.createFrom().item("1 " + id);
        }
    }
}
