package io.quarkiverse.eventidempotency.deployment.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** Batches of methods that the application itself calls: what their bodies and their callers get, and their keys. */
class CalledBatchesTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Order.class, Line.class, Tagged.class, OrderKeys.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Handlers handlers;

    @BeforeEach
    void forget() {
        handlers.runs.clear();
    }

    @Test
    void bodyGetsTheElementsThatNeedItAndCallerGetsAllResultsInOrder() {
        assertThat(handlers.place("order", orders("a", "b", "c"))).containsExactly("a#1", "b#1", "c#1");
        assertThat(handlers.place("order", orders("c", "d", "a", "e"))).containsExactly("c#1", "d#2", "a#1", "e#2");
        assertThat(handlers.place("order", orders("e", "a"))).containsExactly("e#2", "a#1");
        assertThat(handlers.runs).containsExactly(List.of("a", "b", "c"), List.of("d", "e"));
    }

    @Test
    void duplicatesInsideOneBatchRunOnce() {
        assertThat(handlers.place("inner", orders("a", "b", "a", "a"))).containsExactly("a#1", "b#1", "a#1", "a#1");
        assertThat(handlers.runs).containsExactly(List.of("a", "b"));
    }

    @Test
    void emptyBatchRunsNothing() {
        assertThat(handlers.place("empty", List.of())).isEmpty();
        assertThat(handlers.runs).isEmpty();
    }

    @Test
    void nullForABatchIsRefused() {
        assertThatThrownBy(() -> handlers.place("null", null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The batch is null", "Handlers#place(");
    }

    @Test
    void otherArgumentsArePartOfTheKey() {
        handlers.place("one", orders("a"));
        handlers.place("other", orders("a"));
        assertThat(handlers.runs).containsExactly(List.of("a"), List.of("a"));
    }

    @Test
    void unisStagesAndNoResultsAreGuardedAlike() throws Exception {
        assertThat(handlers.uni(orders("u", "v")).await().indefinitely()).containsExactly("u#1", "v#1");
        assertThat(handlers.uni(orders("w", "u")).await().indefinitely()).containsExactly("w#2", "u#1");
        assertThat(handlers.stage(orders("s")).toCompletableFuture().get()).containsExactly("s#3");
        assertThat(handlers.stage(orders("t", "s")).toCompletableFuture().get()).containsExactly("t#4", "s#3");
        handlers.nothing(orders("n"));
        handlers.nothing(orders("n", "m"));
        assertThat(handlers.runs).containsExactly(List.of("u", "v"), List.of("w"), List.of("s"), List.of("t"), List.of("n"),
                List.of("m"));
    }

    @Test
    void bodyGetsItsEventsWhenCallerUsesItsListAgain() {
        List<Order> buffer = new ArrayList<>(orders("a", "b"));
        Uni<List<String>> placed = handlers.uni(buffer);
        CompletionStage<List<String>> staged = handlers.stage(buffer);
        buffer.clear();
        assertThat(placed.await().indefinitely()).hasSize(2);
        assertThat(staged.toCompletableFuture().join()).hasSize(2);
    }

    @Test
    void callerKeepsItsListsWhenBodyUsesItsOwnAgain() {
        List<Order> orders = new ArrayList<>(orders("a", "b"));
        List<String> results = handlers.draining(orders);
        handlers.returned.clear();
        assertThat(orders).hasSize(2);
        assertThat(results).containsExactly("a#1", "b#1");
    }

    @Test
    void skippedElementsLeaveNullInTheirPlace() {
        handlers.skipping(orders("a"));
        assertThat(handlers.skipping(orders("b", "a"))).containsExactly(2, null);
    }

    @Test
    void keysAreTakenOfEachElement() {
        assertThat(keys(handlers::expression, orders("a", "b"))).containsExactly("order:a:3:x", "order:b:3:x");
        assertThat(keys(handlers::optional, orders("a", null))).containsExactly("k-a-3", "k--3");
        assertThat(keys(handlers::members, List.of(new Tagged("a:b", 1), new Tagged("c", 2)))).containsExactly("a\\:b:1",
                "c:2");
        assertThat(keys(ids -> handlers.texts("t:1", ids), List.of("a", "b"))).containsExactly("t\\:1:a", "t\\:1:b");
        assertThat(keys(handlers::events, List.of(envelope("e1", "k1"), envelope("e2", null)))).containsExactly("k1", "e2");
        assertThat(keys(handlers::resolved, orders("a", "b"))).containsExactly("resolved-a", "resolved-b");
    }

    @Test
    void elementsWithoutAKeyFailAloneAndTheOthersAreCompleted() {
        List<Order> orders = Arrays.asList(order("a"), order(null), null, order("b"));
        assertThatThrownBy(() -> handlers.place("missing", orders)).isInstanceOfSatisfying(BatchItemFailures.class, failed -> {
            assertThat(failed.failures()).containsOnlyKeys(1, 2);
            assertThat(failed.failures().get(1)).isInstanceOf(MissingIdempotencyKeyException.class)
                    .hasMessageContaining("orders[].id is null").hasMessageContaining("{orders[].id?}");
            assertThat(failed.failures().get(2)).isInstanceOf(MissingIdempotencyKeyException.class)
                    .hasMessageContaining("orders[] is null").hasMessageContaining("{orders[]?.id}");
        });
        assertThat(handlers.place("missing", orders("a", "b"))).containsExactly("a#1", "b#1");
        assertThat(handlers.runs).containsExactly(List.of("a", "b"));
    }

    @Test
    void fingerprintsAreTakenOfEachElement() {
        handlers.printed(List.of(new Order("a", 1, null), new Order("b", 2, null)));
        handlers.printed(List.of(new Order("a", 1, null), new Order("b", 2, null)));
        assertThatThrownBy(() -> handlers.printed(List.of(new Order("a", 1, null), new Order("b", 1, null))))
                .isInstanceOfSatisfying(BatchItemFailures.class, failed -> {
                    assertThat(failed.failures()).containsOnlyKeys(1);
                    assertThat(failed.failures().get(1)).isInstanceOf(IdempotencyKeyReusedException.class);
                });
        handlers.payloads(List.of(new Tagged("x", 1), new Tagged("y", 1)));
        assertThatThrownBy(() -> handlers.payloads(List.of(new Tagged("x", 1), new Tagged("y", 2))))
                .isInstanceOfSatisfying(BatchItemFailures.class, failed -> assertThat(failed.failures()).containsOnlyKeys(1));
    }

    /** {@return the keys that the elements of a batch were handled under: their duplicates' exceptions carry them} */
    private static <T> List<String> keys(Function<List<T>, Object> handler, List<T> elements) {
        handler.apply(elements);
        List<String> keys = new ArrayList<>();
        assertThatThrownBy(() -> handler.apply(elements)).isInstanceOfSatisfying(BatchItemFailures.class,
                failed -> failed.failures().values().forEach(failure -> keys.add(((DuplicateEventException) failure).key())));
        return keys;
    }

    private static List<Order> orders(String... ids) {
        return Arrays.stream(ids).map(CalledBatchesTest::order).toList();
    }

    private static Order order(String id) {
        return new Order(id, 3, new Line("x"));
    }

    private static EventEnvelope<String> envelope(String id, String key) {
        return new EventEnvelope<>(id, "t", 1, null, null, null, null, null, "payload", key);
    }

    record Line(String sku) {
    }

    record Order(String id, int amount, Line line) {
    }

    record Tagged(@IdempotencyKey String id, @IdempotencyKey int version) {
    }

    @Singleton
    static class OrderKeys implements KeyResolver<Order> {

        @Override
        public ResolvedKey resolve(Order order) {
            return ResolvedKey.of("resolved-" + order.id());
        }
    }

    @Singleton
    static class Handlers {

        final List<List<String>> runs = new ArrayList<>();
        List<String> returned = List.of();

        private List<String> run(List<Order> orders) {
            runs.add(orders.stream().map(Order::id).toList());
            return orders.stream().map(order -> order.id() + "#" + runs.size()).toList();
        }

        @Idempotent(scope = "place", key = "{tenant}:{orders[].id}")
        List<String> place(String tenant, List<Order> orders) {
            return run(orders);
        }

        @Idempotent(scope = "uni", key = "{orders[].id}")
        Uni<List<String>> uni(List<Order> orders) {
            return Uni.createFrom().item(() -> run(orders));
        }

        @Idempotent(scope = "stage", key = "{orders[].id}")
        CompletionStage<List<String>> stage(List<Order> orders) {
            return CompletableFuture.completedFuture(run(orders));
        }

        @Idempotent(scope = "draining", key = "{orders[].id}")
        List<String> draining(List<Order> orders) {
            returned = new ArrayList<>(run(orders));
            orders.clear();
            return returned;
        }

        @Idempotent(scope = "nothing", key = "{orders[].id}")
        void nothing(List<Order> orders) {
            run(orders);
        }

        @Idempotent(scope = "skipping", key = "{orders[].id}", onDuplicate = OnDuplicate.SKIP)
        List<Integer> skipping(List<Order> orders) {
            run(orders);
            return orders.stream().map(order -> runs.size()).toList();
        }

        @Idempotent(scope = "printed", key = "{orders[].id}", fingerprint = "{orders[].amount}{orders[].line}")
        void printed(List<Order> orders) {
            run(orders);
        }

        @Idempotent(scope = "payloads", key = "{tagged[].id}", fingerprint = Idempotent.PAYLOAD)
        void payloads(List<Tagged> tagged) {
        }

        @Idempotent(scope = "expression", key = "order:{orders[].id}:{orders[].amount}:{orders[].line.sku}", onDuplicate = OnDuplicate.FAIL)
        List<String> expression(List<Order> orders) {
            return run(orders);
        }

        @Idempotent(scope = "optional", key = "k-{orders[]?.id?}-{orders[].amount}", onDuplicate = OnDuplicate.FAIL)
        List<String> optional(List<Order> orders) {
            return run(orders);
        }

        @Idempotent(scope = "members", onDuplicate = OnDuplicate.FAIL)
        List<String> members(List<Tagged> tagged) {
            return tagged.stream().map(Tagged::id).toList();
        }

        @Idempotent(scope = "texts", onDuplicate = OnDuplicate.FAIL)
        List<String> texts(@IdempotencyKey String tenant, @IdempotencyKey List<String> ids) {
            return ids;
        }

        @Idempotent(scope = "events", onDuplicate = OnDuplicate.FAIL)
        List<String> events(List<EventEnvelope<String>> events) {
            return events.stream().map(EventEnvelope::eventId).toList();
        }

        @Idempotent(scope = "resolved", keyResolver = OrderKeys.class, onDuplicate = OnDuplicate.FAIL)
        List<String> resolved(List<Order> orders) {
            return run(orders);
        }
    }
}
