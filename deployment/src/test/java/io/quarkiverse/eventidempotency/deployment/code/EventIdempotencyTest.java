package io.quarkiverse.eventidempotency.deployment.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkus.arc.Arc;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Guards by annotation and by code, of one application. */
class EventIdempotencyTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Observers.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"configured\".on-duplicate", "fail")
            .setLogRecordPredicate(log -> log.getMessage().contains("DeliveryEnded"))
            .assertLogRecords(logs -> assertThat(logs).isNotEmpty());

    @Inject
    EventIdempotency idempotency;
    @Inject
    Handlers handlers;
    @Inject
    Observers observers;
    @Inject
    Vertx vertx;

    private IdempotencyScope<String> orders;

    @BeforeEach
    void start() {
        orders = idempotency.scope("orders", String.class);
    }

    private static <R> R get(Uni<R> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    // Claims of one key exclude each other, whoever makes them

    @Test
    void methodReplaysWhatCodeHasDoneAndTheOtherWayAround() throws Exception {
        assertThat(get(orders.run("1", () -> Uni.createFrom().item("code")))).isEqualTo("code");
        assertThat(get(handlers.on("1"))).isEqualTo("code");
        assertThat(get(handlers.on("2"))).isEqualTo("method");
        assertThat(orders.runBlocking("2", () -> "code")).isEqualTo("method");
        assertThat(((Claim.Duplicate<String>) get(orders.claim("2"))).cachedResult()).isEqualTo("method");
        String told = get(orders.process("2", processing -> Uni.createFrom().item(processing.cachedResult())));
        assertThat(told).isEqualTo("method");
    }

    @Test
    void claimByHandKeepsMethodAndCodeOut() {
        Claim.Acquired<String> claim = (Claim.Acquired<String>) get(orders.claim("3"));
        CompletableFuture<String> method = CompletableFuture.supplyAsync(() -> get(handlers.on("3")));
        CompletableFuture<String> code = CompletableFuture
                .supplyAsync(() -> get(orders.run("3", () -> Uni.createFrom().item("code"))));
        assertThat(get(orders.claim("3"))).isInstanceOf(Claim.InFlight.class);
        assertThat(method).isNotDone();
        assertThat(code).isNotDone();
        get(claim.complete("by hand"));
        assertThat(method.join()).isEqualTo("by hand");
        assertThat(code.join()).isEqualTo("by hand");
    }

    @Test
    void methodInFlightKeepsAClaimOut() {
        CompletableFuture<String> end = new CompletableFuture<>();
        CompletableFuture<String> method = handlers.slow("4", end).subscribeAsCompletionStage();
        await().until(() -> get(orders.claim("4")) instanceof Claim.InFlight);
        end.complete("slow");
        assertThat(method.join()).isEqualTo("slow");
        assertThat(((Claim.Duplicate<String>) get(orders.claim("4"))).cachedResult()).isEqualTo("slow");
    }

    // Configuration

    @Test
    void configurationOfAScopeOutdoesCode() {
        IdempotencyScope<String> configured = idempotency.scope("configured", String.class).withOnDuplicate(OnDuplicate.SKIP);
        get(configured.run("1", () -> Uni.createFrom().item("x")));
        assertThatThrownBy(() -> get(configured.run("1", () -> Uni.createFrom().item("y"))))
                .isInstanceOf(DuplicateEventException.class);
    }

    // Contexts

    @Test
    void bodyKnowsItsRunInEveryStage() {
        Uni<String> delivery = orders.run("5", () -> Uni.createFrom().item("a")
                .onItem().delayIt().by(Duration.ofMillis(5))
                .map(x -> x + IdempotencyContext.current().key())
                .emitOn(command -> new Thread(command).start())
                .map(x -> x + IdempotencyContext.current().attempt()));
        String told = get(delivery.map(x -> x + IdempotencyContext.isActive()));
        assertThat(told).isEqualTo("a51false");
    }

    @Test
    void bodyThatClaimsItsOwnKeyFailsInEveryStage() {
        assertThatThrownBy(() -> get(handlers.nested("6"))).isInstanceOf(NestedClaimException.class)
                .hasMessageContaining("Handlers#on(java.lang.String) claims the key that")
                .hasMessageContaining("Handlers#nested(java.lang.String), which calls it, holds itself");
        assertThatThrownBy(() -> get(handlers.nestedLater("7"))).isInstanceOf(NestedClaimException.class);
        assertThat(get(handlers.nestedElsewhere("8"))).isEqualTo("method");
    }

    @Test
    void deliveriesOfOneRequestToOneKeyWaitForEachOther() {
        CompletableFuture<String> result = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(x -> Uni.join()
                .all(handlers.on("9"), handlers.on("9"), orders.run("9", () -> Uni.createFrom().item("code")))
                .andFailFast().subscribe().with(all -> result.complete(all.toString()), result::completeExceptionally));
        assertThat(result.join()).isEqualTo("[method, method, method]");
    }

    @Test
    void bodyHasARequestContext() {
        Uni<String> delivery = orders.run("10",
                () -> Uni.createFrom().item(() -> Boolean.toString(Arc.container().requestContext().isActive())));
        assertThat(get(delivery)).isEqualTo("true");
    }

    @Test
    void nobodyWaitsOnAnEventLoop() {
        CompletableFuture<Object> result = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(x -> {
            try {
                result.complete(orders.runBlocking("11", () -> "x"));
            } catch (Exception e) {
                result.complete(e);
            }
        });
        assertThat((Exception) result.join()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The scope orders has to wait for the store").hasMessageContaining("event loop");
    }

    // Observers

    @Test
    void observersAreToldHowEachDeliveryEnds() {
        IdempotencyScope<String> scope = idempotency.scope("observed", String.class);
        get(scope.run("12", () -> Uni.createFrom().item("x")));
        get(scope.run("12", () -> Uni.createFrom().item("y")));
        assertThatThrownBy(
                () -> get(scope.run("13", () -> Uni.createFrom().failure(new IllegalStateException("no")))))
                .hasMessage("no");
        Claim.Acquired<String> claim = (Claim.Acquired<String>) get(scope.claim("14"));
        assertThatThrownBy(() -> get(scope.withOnInFlight(OnInFlight.FAIL).run("14", () -> null)));
        get(claim.release());
        assertThat(of("observed", observers.seen)).extracting(DeliveryEnded::key).containsExactly("12", "12", "13", "14", "14");
        assertThat(of("observed", observers.seen)).extracting(DeliveryEnded::outcome).containsExactly(
                DeliveryOutcome.COMPLETED, DeliveryOutcome.REPLAYED, DeliveryOutcome.FAILED,
                DeliveryOutcome.IN_FLIGHT_REJECTED, DeliveryOutcome.CANCELLED);
        assertThat(of("observed", observers.seen)).extracting(DeliveryEnded::attempt).containsExactly(1, 0, 1, 0, 1);
        assertThat(of("observed", observers.seen)).allMatch(ended -> ended.took().toNanos() > 0);
        await().untilAsserted(() -> assertThat(of("observed", observers.seenAsync))
                .containsExactlyInAnyOrderElementsOf(of("observed", observers.seen)));
    }

    private static List<DeliveryEnded> of(String scope, List<DeliveryEnded> seen) {
        return seen.stream().filter(ended -> scope.equals(ended.scope())).toList();
    }

    @Test
    void observerThatThrowsHarmsNoDelivery() {
        assertThat(get(orders.run("throw", () -> Uni.createFrom().item("x")))).isEqualTo("x");
        assertThat(get(orders.run("throw", () -> Uni.createFrom().item("y")))).isEqualTo("x");
        assertThat(get(orders.run("throw an error", () -> Uni.createFrom().item("x")))).isEqualTo("x");
    }

    @ApplicationScoped
    static class Handlers {

        @Inject
        Handlers self;

        @Idempotent(key = "{id}", scope = "orders")
        Uni<String> on(String id) {
            return Uni.createFrom().item("method");
        }

        @Idempotent(key = "{id}", scope = "orders")
        Uni<String> slow(String id, CompletableFuture<String> end) {
            return Uni.createFrom().completionStage(end);
        }

        @Idempotent(key = "{id}", scope = "orders")
        Uni<String> nested(String id) {
            return self.on(id);
        }

        @Idempotent(key = "{id}", scope = "orders")
        Uni<String> nestedLater(String id) {
            return Uni.createFrom().item("x").onItem().delayIt().by(Duration.ofMillis(5)).flatMap(x -> self.on(id));
        }

        @Idempotent(key = "{id}", scope = "elsewhere")
        Uni<String> nestedElsewhere(String id) {
            return self.on(id);
        }
    }

    @Singleton
    static class Observers {

        final List<DeliveryEnded> seen = new CopyOnWriteArrayList<>();
        final List<DeliveryEnded> seenAsync = new CopyOnWriteArrayList<>();

        void on(@Observes DeliveryEnded ended) {
            seen.add(ended);
            if ("throw".equals(ended.key())) {
                throw new IllegalStateException("of an observer");
            }
            if ("throw an error".equals(ended.key())) {
                throw new AssertionError("of an observer");
            }
        }

        void onAsync(@ObservesAsync DeliveryEnded ended) {
            seenAsync.add(ended);
        }
    }
}
