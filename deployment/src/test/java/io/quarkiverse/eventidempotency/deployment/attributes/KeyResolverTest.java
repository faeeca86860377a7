package io.quarkiverse.eventidempotency.deployment.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** Keys that are made by beans. */
class KeyResolverTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(
                    jar -> jar.addClasses(Handlers.class, Order.class, Tenant.class, OrderKeys.class, OnceKeys.class,
                            Ends.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .setLogRecordPredicate(r -> r.getLevel().intValue() >= Level.WARNING.intValue())
            .assertLogRecords(records -> assertThat(records).extracting(LogRecord::getMessage)
                    .noneMatch(message -> message.contains("unguarded")));

    @Inject
    Handlers handlers;

    @Inject
    Ends ends;

    @Test
    void eachShapeIsNamedByIt() {
        assertThat(handlers.uni(order("1", 0)).await().indefinitely()).isEqualTo("acme/1");
        assertThat(handlers.stage(order("1", 0)).toCompletableFuture().join()).isEqualTo("acme/1");
        assertThat(handlers.plain("a", order("1", 0))).isEqualTo("acme/1, a");
        assertThat(handlers.plain("b", order("1", 0))).as("a duplicate").isEqualTo("acme/1, a");
    }

    @Test
    void eventHasItsOwnTimeToLive() {
        int first = handlers.counted(order("short", 50));
        assertThat(handlers.counted(order("long", 0))).isEqualTo(first + 1);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(
                () -> assertThat(handlers.counted(order("short", 50))).as("run again").isGreaterThan(first + 1));
        assertThat(handlers.counted(order("long", 0))).as("remembered for longer").isEqualTo(first + 1);
    }

    @Test
    void noKeyIsAMissingKey() {
        for (Order missing : new Order[] { order("none", 0), order("no key", 0), order("", 0), null }) {
            assertThatThrownBy(() -> handlers.uni(missing).await().indefinitely())
                    .isInstanceOf(MissingIdempotencyKeyException.class);
        }
    }

    @Test
    void anEventCanBeLeftUnguardedOnPurpose() {
        int first = handlers.counted(order("heartbeat", 0));
        assertThat(handlers.counted(order("heartbeat", 0))).as("no duplicate").isEqualTo(first + 1);
        assertThat(ends.last).isEqualTo(DeliveryOutcome.UNGUARDED_ON_PURPOSE);
        assertThat(handlers.uni(order("heartbeat", 0)).await().indefinitely()).isEqualTo("no key");
        assertThat(ends.last).isEqualTo(DeliveryOutcome.UNGUARDED_ON_PURPOSE);
        assertThat(handlers.stage(order("heartbeat", 0)).toCompletableFuture().join()).isEqualTo("no key");
        assertThatThrownBy(() -> new ResolvedKey("key", null, false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrongTimeToLiveNamesTheResolver() {
        for (long ttl : new long[] { -1, Duration.ofDays(36_501).toMillis() }) {
            assertThatThrownBy(() -> handlers.uni(order("1", ttl)).await().indefinitely())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The time to live of a key is " + Duration.ofMillis(ttl) + ", by "
                            + OrderKeys.class.getName() + ": it must be at least PT0.001S and at most 36500 days")
                    .hasMessageContaining("#uni(");
        }
    }

    @Test
    void whatItThrowsIsTheDeliverysFailure() {
        assertThatThrownBy(() -> handlers.uni(order("broken", 0)).await().indefinitely())
                .isInstanceOf(IllegalStateException.class).hasMessage("broken order");
        assertThatThrownBy(() -> handlers.plain("a", order("broken", 0))).hasMessage("broken order");
        assertThat(handlers.stage(order("broken", 0)).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void itIsMadeOnceForAMethod() {
        assertThat(handlers.once("a")).isEqualTo("1:a");
        assertThat(handlers.once("b")).isEqualTo("1:b");
    }

    private static Order order(String id, long ttlMillis) {
        return new Order(id, ttlMillis);
    }

    record Order(String id, long ttlMillis) {
    }

    @Singleton
    static class Tenant {

        String name() {
            return "acme";
        }
    }

    @Singleton
    static class Ends {

        private volatile DeliveryOutcome last;

        void on(@Observes DeliveryEnded delivery) {
            last = delivery.outcome();
        }
    }

    /** Used by nobody but the guards. */
    @ApplicationScoped
    static class OrderKeys implements KeyResolver<Order> {

        @Inject
        Tenant tenant;

        @Override
        public ResolvedKey resolve(Order order) {
            return switch (order.id()) {
                case "none" -> null;
                case "heartbeat" -> ResolvedKey.unguarded();
                case "no key" -> ResolvedKey.of(null);
                case "" -> ResolvedKey.of("");
                case "broken" -> throw new IllegalStateException("broken order");
                default -> ResolvedKey.of(tenant.name() + "/" + order.id(),
                        order.ttlMillis() == 0 ? null : Duration.ofMillis(order.ttlMillis()));
            };
        }
    }

    @Dependent
    static class OnceKeys implements KeyResolver<String> {

        private static final AtomicInteger MADE = new AtomicInteger();

        private final int number = MADE.incrementAndGet();

        @Override
        public ResolvedKey resolve(String id) {
            return ResolvedKey.of(number + ":" + id);
        }
    }

    @ApplicationScoped
    static class Handlers {

        private final AtomicInteger bodies = new AtomicInteger();

        private static String key() {
            return Objects.requireNonNullElse(IdempotencyContext.current().key(), "no key");
        }

        @Idempotent(keyResolver = OrderKeys.class)
        Uni<String> uni(Order order) {
            return Uni.createFrom().item(key());
        }

        @Idempotent(keyResolver = OrderKeys.class)
        CompletionStage<String> stage(Order order) {
            return CompletableFuture.completedStage(key());
        }

        @Idempotent(keyResolver = OrderKeys.class)
        String plain(String other, Order order) {
            return IdempotencyContext.current().key() + ", " + other;
        }

        @Idempotent(keyResolver = OrderKeys.class)
        int counted(Order order) {
            return bodies.incrementAndGet();
        }

        @Idempotent(keyResolver = OnceKeys.class)
        String once(String id) {
            return IdempotencyContext.current().key();
        }
    }
}
