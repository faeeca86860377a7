package io.quarkiverse.eventidempotency.deployment.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** An application that looks at its own records, which are those that its deliveries make. */
class RecordsInMemoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"orders.on\".generation", "g2")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"by-code\".generation", "g3")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"by-code\".ttl", "3H")
            .overrideConfigKey("quarkus.event-idempotency.ttl", "2H");

    @Inject
    Handler handler;

    @Inject
    IdempotencyRecords records;

    @Inject
    EventIdempotency idempotency;

    @Inject
    Vertx vertx;

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    @Test
    void anOperatorSeesAndDecidesWhatDeliveriesDo() {
        assertThat(await(handler.on("1"))).isEqualTo("ran 1");
        FoundRecord found = await(records.find("orders.on", "1")).orElseThrow();
        assertThat(found.storeKey()).isEqualTo("idempotency:events:orders.on:g2/1");
        assertThat(found.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(found.record().result()).isEqualTo("\"ran 1\"");
        assertThat(found.remainingTtl()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));

        assertThat(await(records.delete("orders.on", "1"))).isEqualTo(DeleteResult.DELETED);
        assertThat(await(handler.on("1"))).isEqualTo("ran 2");

        assertThat(await(records.forceComplete("orders.on", "2", "\"by hand\""))).isEqualTo(ForceResult.FORCED);
        assertThat(await(handler.on("2"))).isEqualTo("by hand");
        assertThat(await(records.find("orders.on", "2")).orElseThrow().remainingTtl()).isLessThanOrEqualTo(Duration.ofHours(1));

        assertThat(await(records.forceFail("orders.on", "3", "not this one"))).isEqualTo(ForceResult.FORCED);
        assertThatThrownBy(() -> await(handler.on("3"))).hasMessageContaining("FAILED_BY_OPERATOR");
        assertThat(await(records.release("orders.on", "3"))).isEqualTo(ReleaseResult.RELEASED);
        assertThat(await(handler.on("3"))).isEqualTo("ran 3");

        assertThat(await(records.list(RecordFilter.ALL.withScope("orders.on")).collect().asList())).hasSize(3);
    }

    /** Of a scope that no method has, what is configured counts. */
    @Test
    void recordsOfAScopeThatCodeUsesAreReachedToo() {
        IdempotencyScope<String> scope = idempotency.scope("by-code", String.class);
        assertThat(await(scope.run("1", () -> Uni.createFrom().item("ran")))).isEqualTo("ran");
        assertThat(await(records.find("by-code", "1")).orElseThrow().storeKey()).isEqualTo("idempotency:events:by-code:g3/1");

        assertThat(await(records.forceComplete("by-code", "2", "\"by hand\""))).isEqualTo(ForceResult.FORCED);
        assertThat(await(scope.run("2", () -> Uni.createFrom().item("ran")))).isEqualTo("by hand");
        assertThat(await(records.find("by-code", "2")).orElseThrow().remainingTtl()).isBetween(Duration.ofMinutes(170),
                Duration.ofHours(3));
        assertThat(await(records.forceComplete("elsewhere", "3", null))).isEqualTo(ForceResult.FORCED);
        assertThat(await(records.find("elsewhere", "3")).orElseThrow().remainingTtl()).isBetween(Duration.ofMinutes(110),
                Duration.ofHours(2));
    }

    @Test
    void theOwnerOfARevokedRecordDoesNotComplete() throws Exception {
        CompletableFuture<String> first = handler.slow("k").subscribeAsCompletionStage();
        assertThatThrownBy(() -> await(handler.slow("k"))).isInstanceOf(EventInFlightException.class);
        assertThat(await(records.delete("orders.slow", "k"))).isEqualTo(DeleteResult.REVOKED);
        handler.finish("slow");
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("slow");
        FoundRecord found = await(records.find("orders.slow", "k")).orElseThrow();
        assertThat(found.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(found.record().owner()).isEmpty();
        assertThat(await(handler.slow("k"))).isEqualTo("slow");
        assertThat(await(records.find("orders.slow", "k")).orElseThrow().record().attempt()).isEqualTo(2);
    }

    @Test
    void outcomesArriveOnTheSubscribersContext() throws Exception {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        context.runOnContext(x -> records.list(RecordFilter.ALL).collect().asList()
                .subscribe().with(all -> same.complete(Vertx.currentContext() == context), same::completeExceptionally));
        assertThat(same.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @ApplicationScoped
    public static class Handler {

        private final AtomicInteger runs = new AtomicInteger();
        private final CompletableFuture<String> go = new CompletableFuture<>();

        @Idempotent(key = "{key}", scope = "orders.on", ttl = "1H")
        Uni<String> on(String key) {
            return Uni.createFrom().item(() -> "ran " + runs.incrementAndGet());
        }

        @Idempotent(key = "{key}", scope = "orders.slow", onInFlight = OnInFlight.FAIL)
        Uni<String> slow(String key) {
            return Uni.createFrom().completionStage(go);
        }

        void finish(String result) {
            go.complete(result);
        }
    }
}
