package org.acme.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** {@code /q/metrics} after each outcome, with all that it counts and times, and nothing else. Each line has its own scope. */
@QuarkusTest
@TestProfile(MeteredApplication.class)
@TestMethodOrder(OrderAnnotation.class)
class MetricsTest {

    private static final String KEY = "customer-4711";
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    EventIdempotency idempotency;

    @Inject
    IdempotencyRecords records;

    @Inject
    MeteredOrders orders;

    @Inject
    RedisDataSource redis;

    @Inject
    @Connector("smallrye-in-memory")
    InMemoryConnector channels;

    @ConfigProperty(name = "quarkus.redis.hosts")
    String hosts;

    /** @param scope named after the outcome that it is about */
    record Line(String scope, BiConsumer<MetricsTest, String> script, Set<String> counts) {

        @Override
        public String toString() {
            return scope;
        }
    }

    private static Line line(String scope, BiConsumer<MetricsTest, String> script, String... counts) {
        return new Line(scope, script, new TreeSet<>(List.of(counts)));
    }

    static Stream<Line> lines() {
        return Stream.of(
                line("completed", (test, scope) -> test.run(scope),
                        "deliveries executed completed 1", "claim 1", "settlement 1", "handler completed 1"),
                line("failed", (test, scope) -> test.fail(scope),
                        "deliveries executed failed 1", "claim 1", "settlement 1", "handler failed 1"),
                line("retried", (test, scope) -> {
                    test.fail(scope);
                    test.run(scope);
                }, "deliveries executed failed 1", "deliveries executed completed 1", "retries 1", "claim 2", "settlement 2",
                        "handler failed 1", "handler completed 1"),
                line("failed-for-good", (test, scope) -> {
                    test.fail(scope, of -> of.withTerminalOn(List.of(IllegalStateException.class)));
                    test.run(scope);
                }, "deliveries executed failed-for-good 1", "deliveries suppressed failure-replayed 1", "claim 2",
                        "settlement 1", "handler failed 1"),
                line("lease-lost", (test, scope) -> test.run(scope, of -> of,
                        () -> test.records.forceComplete(scope, KEY, null).map(done -> "late")),
                        "deliveries executed lease-lost 1", "claim 1", "settlement 1", "handler completed 1"),
                line("taken-over", (test, scope) -> {
                    test.crashed(scope);
                    test.run(scope);
                }, "deliveries executed completed 1", "takeovers 1", "claim 1", "settlement 1", "handler completed 1"),
                line("quarantined", (test, scope) -> {
                    test.crashed(scope);
                    test.run(scope, of -> of.withAfterCrash(AfterCrash.QUARANTINE));
                }, "deliveries suppressed quarantined 1", "claim 1"),
                line("attempts-exhausted", (test, scope) -> {
                    test.fail(scope, of -> of.withMaxAttempts(1));
                    test.run(scope, of -> of.withMaxAttempts(1));
                }, "deliveries executed failed 1", "deliveries suppressed attempts-exhausted 1", "claim 2", "settlement 1",
                        "handler failed 1"),
                line("replayed", (test, scope) -> {
                    test.run(scope);
                    test.run(scope);
                    test.run(scope);
                }, "deliveries executed completed 1", "deliveries suppressed replayed 2", "claim 3", "settlement 1",
                        "handler completed 1"),
                line("duplicate-skipped", (test, scope) -> {
                    test.run(scope);
                    test.run(scope, of -> of.withOnDuplicate(OnDuplicate.SKIP));
                }, "deliveries executed completed 1", "deliveries suppressed duplicate-skipped 1", "claim 2", "settlement 1",
                        "handler completed 1"),
                line("duplicate-rejected", (test, scope) -> {
                    test.run(scope);
                    test.run(scope, of -> of.withOnDuplicate(OnDuplicate.FAIL));
                }, "deliveries executed completed 1", "deliveries suppressed duplicate-rejected 1", "claim 2", "settlement 1",
                        "handler completed 1"),
                line("result-unavailable", (test, scope) -> {
                    test.run(scope, of -> of, () -> item("x".repeat(2_000_000)));
                    test.run(scope);
                }, "deliveries executed completed 1", "deliveries suppressed result-unavailable 1", "results_not_stored 1",
                        "claim 2", "settlement 1", "handler completed 1"),
                line("in-flight-rejected", (test, scope) -> test.whileInFlight(scope,
                        () -> test.run(scope, of -> of.withOnInFlight(OnInFlight.FAIL))),
                        "deliveries executed completed 1", "deliveries suppressed in-flight-rejected 1", "claim 2",
                        "settlement 1", "handler completed 1"),
                line("in-flight-skipped", (test, scope) -> test.whileInFlight(scope,
                        () -> test.run(scope, of -> of.withOnInFlight(OnInFlight.SKIP))),
                        "deliveries executed completed 1", "deliveries suppressed in-flight-skipped 1", "claim 2",
                        "settlement 1", "handler completed 1"),
                line("waited", (test, scope) -> test.whileInFlight(scope, () -> test.subscribe(scope, () -> item("two"))),
                        "deliveries executed completed 1", "deliveries suppressed replayed 1", "waits 1", "wait 1", "claim 1",
                        "settlement 1", "handler completed 1"),
                line("missing-key", (test, scope) -> catchThrowable(() -> test.of(scope).run((String) null, () -> item("one"))
                        .await().atMost(SOON)),
                        "deliveries refused missing-key 1"),
                line("unguarded-no-key", (test, scope) -> test.of(scope).withOnMissingKey(OnMissingKey.PROCEED)
                        .run((String) null, () -> item("one")).await().atMost(SOON),
                        "deliveries unguarded unguarded-no-key 1", "handler completed 1"),
                line("key-failed", (test, scope) -> catchThrowable(() -> test.orders.withoutOrder(new Order(KEY, 1)).await()
                        .atMost(SOON)),
                        "deliveries refused key-failed 1"),
                line("unguarded-on-purpose", (test, scope) -> test.orders.quote(new Order(KEY, 1)).await().atMost(SOON),
                        "deliveries unguarded unguarded-on-purpose 1", "handler completed 1"),
                line("key-reused", (test, scope) -> {
                    test.run(scope, of -> of.withFingerprint("5 EUR"));
                    test.run(scope, of -> of.withFingerprint("6 EUR"));
                }, "deliveries executed completed 1", "deliveries refused key-reused 1", "claim 2", "settlement 1",
                        "handler completed 1"),
                line("foreign-record", (test, scope) -> {
                    test.put(scope, "surprise");
                    test.run(scope);
                }, "deliveries refused foreign-record 1", "claim 1"),
                line("nested", (test, scope) -> test.run(scope, of -> of, () -> test.of(scope).run(KEY, () -> item("inner"))),
                        "deliveries refused nested 1", "deliveries executed failed 1", "claim 1", "settlement 1",
                        "handler failed 1"),
                line("observed-duplicate", (test, scope) -> {
                    test.run(scope);
                    test.run(scope);
                }, "deliveries executed completed 1", "deliveries observed observed-duplicate 1", "claim 2", "settlement 1",
                        "handler completed 2"),
                line("observed-in-flight", (test, scope) -> test.whileInFlight(scope, () -> test.run(scope)),
                        "deliveries executed completed 1", "deliveries observed observed-in-flight 1", "claim 2",
                        "settlement 1", "handler completed 2"),
                line("observed-refused", (test, scope) -> {
                    test.put(scope, "surprise");
                    test.run(scope);
                }, "deliveries observed observed-refused 1", "claim 1", "handler completed 1"),
                line("cancelled", (test, scope) -> {
                    AtomicBoolean called = new AtomicBoolean();
                    Cancellable delivery = test.subscribe(scope, () -> {
                        called.set(true);
                        return Uni.createFrom().nothing();
                    });
                    await().untilTrue(called);
                    delivery.cancel();
                }, "deliveries cancelled cancelled 1", "claim 1"),
                line("cached", (test, scope) -> {
                    test.run(scope);
                    test.run(scope);
                }, "deliveries executed completed 1", "deliveries suppressed replayed 1", "cache_hits 1", "claim 1",
                        "settlement 1", "handler completed 1"),
                line("batch", (test, scope) -> test.of(scope).runAll(List.of("1", "2", "2"), order -> KEY + order,
                        all -> item(List.copyOf(all))).await().atMost(SOON),
                        "deliveries executed completed 2", "deliveries suppressed replayed 1", "claim 2", "settlement 2",
                        "handler completed 1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void countsAndTimesWhatHappened(Line line) {
        line.script().accept(this, line.scope());
        expect(line.scope(), line.counts());
    }

    @Test
    void timesClaimsAheadAndSettlementsBehind() {
        for (String id : List.of("1", "2", "2")) {
            Set<String> before = Scrape.now().counts("orders.book");
            channels.source("orders").send(new Order(KEY + id, 5));
            await().until(() -> !Scrape.now().counts("orders.book").equals(before));
        }
        for (int i = 3; i <= 50; i++) { // at once, so that the window grows
            channels.source("orders").send(new Order(KEY + i, 5));
        }
        expect("orders.book", new TreeSet<>(List.of("deliveries executed completed 50", "deliveries suppressed replayed 1",
                "claim 51", "settlement 50", "handler completed 50")));
    }

    @Test
    void countsAndTimesWhatHappensDuringAnOutage() {
        int port = Integer.parseInt(hosts.substring(hosts.lastIndexOf(':') + 1));
        try {
            run("not-stored", of -> of, () -> {
                RestartableRedis.stop(port);
                return item("one");
            });
            run("store-unavailable");
            run("unguarded-no-store");
            expect("not-stored", Set.of("deliveries executed not-stored 1", "claim 1", "handler completed 1"));
            expect("store-unavailable", Set.of("deliveries refused store-unavailable 1"));
            expect("unguarded-no-store", Set.of("deliveries unguarded unguarded-no-store 1", "handler completed 1"));
            assertThat(Scrape.now().gauge("store_up")).isZero();
        } finally {
            RestartableRedis.start(port);
        }
        await().until(() -> Scrape.now().gauge("store_up") == 1);
        run("afterwards");
        expect("afterwards",
                Set.of("deliveries executed completed 1", "claim 1", "settlement 1", "handler completed 1"));
    }

    @Test
    void showsTheStateOfTheStore() {
        whileInFlight("held", () -> {
            Scrape scrape = Scrape.now();
            assertThat(scrape.gauge("claims_held")).isEqualTo(1);
            assertThat(scrape.gauge("claims_queued")).isZero();
            assertThat(scrape.gauge("leases_overdue")).isZero();
            assertThat(scrape.gauge("store_up")).isEqualTo(1);
        });
        await().until(() -> Scrape.now().gauge("claims_held") == 0);
    }

    @Test
    @org.junit.jupiter.api.Order(Integer.MAX_VALUE)
    void exposesWhatDashboardAndAlertsShow() throws IOException {
        Set<String> exposed = Scrape.now().names();
        for (Shown shown : Shown.values()) {
            assertThat(shown.series()).as(shown.name()).isNotEmpty().isSubsetOf(exposed);
        }
        assertThat(Shown.DASHBOARD.series()).hasSizeGreaterThan(15);
    }

    /** Exactly these series, and no key in any. */
    private static void expect(String scope, Set<String> counts) {
        await().untilAsserted(() -> assertThat(Scrape.now().counts(scope)).isEqualTo(new TreeSet<>(counts)));
        assertThat(Scrape.now().text()).doesNotContain(KEY);
    }

    private static <T> Uni<T> item(T item) {
        return Uni.createFrom().item(item);
    }

    private IdempotencyScope<String> of(String scope) {
        return idempotency.scope(scope, String.class);
    }

    private void run(String scope) {
        run(scope, of -> of);
    }

    private void run(String scope, UnaryOperator<IdempotencyScope<String>> policy) {
        run(scope, policy, () -> item("one"));
    }

    private void fail(String scope) {
        fail(scope, of -> of);
    }

    private void fail(String scope, UnaryOperator<IdempotencyScope<String>> policy) {
        run(scope, policy, () -> Uni.createFrom().failure(new IllegalStateException("no stock")));
    }

    /** Its outcome is what the metrics show. */
    private void run(String scope, UnaryOperator<IdempotencyScope<String>> policy, Supplier<Uni<String>> body) {
        catchThrowable(() -> policy.apply(of(scope)).run(KEY, body).await().atMost(SOON));
    }

    private Cancellable subscribe(String scope, Supplier<Uni<String>> body) {
        return of(scope).run(KEY, body).subscribe().with(item -> {
        });
    }

    private void whileInFlight(String scope, Runnable script) {
        CompletableFuture<String> body = new CompletableFuture<>();
        AtomicBoolean called = new AtomicBoolean();
        subscribe(scope, () -> {
            called.set(true);
            return Uni.createFrom().completionStage(body);
        });
        await().untilTrue(called);
        script.run();
        body.complete("one");
    }

    private void put(String scope, String value) {
        redis.value(String.class).psetex("idempotency:events:" + scope + ":" + KEY, 600_000, value);
    }

    /** The record of a process that died long ago. */
    private void crashed(String scope) {
        put(scope, """
                {"status":"processing","owner":"00000000000000000000000000000000","attempt":1,"fence":1,"lease_ms":1000,\
                "ttl_ms":86400000,"scope":"%s","idempotency_key":"%s"}""".formatted(scope, KEY));
    }
}
