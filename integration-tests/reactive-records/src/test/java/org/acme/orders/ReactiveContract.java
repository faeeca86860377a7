package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.reactive.ReactiveCleanUp;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySource;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** The behavior of handlers whose records are in their reactive transactions, the same with each database. */
@Timeout(60)
abstract class ReactiveContract {

    private static final int DELIVERIES = 64;

    @Inject
    Orders orders;
    @Inject
    Effects effects;
    @Inject
    Outcomes outcomes;
    @Inject
    Pool pool;
    @Inject
    EventIdempotency idempotency;
    @Inject
    @Connector("smallrye-in-memory")
    InMemoryConnector connector;

    private final ExecutorService threads = Executors.newFixedThreadPool(DELIVERIES);
    private final Order order = new Order(UUID.randomUUID().toString(), 1);
    private final String id = order.id();

    @AfterEach
    void stop() {
        orders.during = any -> Uni.createFrom().nullItem();
        threads.shutdownNow();
    }

    abstract Dialect dialect();

    private static <T> T on(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertEffects(int effect, int records) {
        assertThat(effects.count(id)).as("effects").isEqualTo(effect);
        assertThat(effects.records(id)).as("records").isEqualTo(records);
    }

    /** Begins a delivery whose body lasts until the returned one is completed. */
    private CompletableFuture<Void> begun(List<Future<Receipt>> delivery) throws InterruptedException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CountDownLatch inside = new CountDownLatch(1);
        orders.during = any -> {
            inside.countDown();
            return Uni.createFrom().emitter(emitter -> {
                io.vertx.core.Context context = io.vertx.core.Vertx.currentContext();
                end.whenComplete((none, failure) -> context.runOnContext(now -> {
                    if (failure == null) {
                        emitter.complete(null);
                    } else {
                        emitter.fail(failure);
                    }
                }));
            });
        };
        delivery.add(threads.submit(() -> on(() -> orders.place(order))));
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        return end;
    }

    @Test
    void storesTheRecordWithTheEffectAndReplaysTheResult() {
        Receipt first = on(() -> orders.place(order));
        assertEffects(1, 1);
        assertThat(on(() -> orders.place(order))).isEqualTo(first);
        assertEffects(1, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.COMPLETED, DeliveryOutcome.REPLAYED);
    }

    @Test
    void guardsHandlerWithoutResult() {
        on(() -> orders.note(order));
        on(() -> orders.note(order));
        assertEffects(1, 1);
    }

    private List<String> statementsOf(IdempotencyScope<String> scope) {
        List<String> sent = new ArrayList<>();
        on(() -> pool.withTransaction(connection -> scope.in(CountedConnection.of(connection, sent))
                .run(id, () -> insert(connection).replaceWith("placed"))));
        return sent;
    }

    private Uni<?> insert(SqlConnection connection) {
        return connection
                .query("INSERT INTO effect (number, id) VALUES ('" + UUID.randomUUID() + "', '" + id + "')").execute();
    }

    @Test
    void takesOneStatementForEventWithoutResult() {
        IdempotencyScope<String> scope = idempotency.scope("code.note", String.class).withStoreResult(false);
        assertThat(statementsOf(scope)).as("claim").hasSize(1);
        assertThat(statementsOf(scope)).as("duplicate").hasSize(1);
        assertEffects(1, 1);
    }

    @Test
    void takesTwoStatementsForEventWithResult() {
        IdempotencyScope<String> scope = idempotency.scope("code.place", String.class);
        assertThat(statementsOf(scope)).as("claim and result").hasSize(2);
        assertThat(statementsOf(scope)).as("duplicate").hasSize(1);
        assertEffects(1, 1);
    }

    @Test
    void codeNeedsAnOpenTransaction() {
        IdempotencyScope<String> scope = idempotency.scope("code.place", String.class);
        assertThatThrownBy(() -> on(() -> pool.withConnection(connection -> scope.in(connection)
                .run(id, () -> Uni.createFrom().item("placed"))))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Pool.withTransaction");
        assertThatThrownBy(() -> scope.withLease(Duration.ofSeconds(5)).in(SqlConnection.newInstance(null)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("lease");
    }

    @Test
    void keepsOneEffectOfManyDeliveriesAtOnce() throws Exception {
        List<Future<Receipt>> all = new ArrayList<>();
        CompletableFuture<Void> end = begun(all);
        for (int i = 1; i < DELIVERIES; i++) {
            all.add(threads.submit(() -> on(() -> orders.place(order))));
        }
        end.complete(null);
        Receipt first = all.get(0).get(30, TimeUnit.SECONDS);
        for (Future<Receipt> one : all) {
            assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(first);
        }
        assertEffects(1, 1);
        assertThat(outcomes.of(id)).hasSize(DELIVERIES).filteredOn(DeliveryOutcome.REPLAYED::equals)
                .hasSize(DELIVERIES - 1);
    }

    @Test
    void runsTheWaitingDeliveryWhenTheFirstFails() throws Exception {
        List<Future<Receipt>> all = new ArrayList<>();
        CompletableFuture<Void> end = begun(all);
        orders.during = any -> Uni.createFrom().nullItem();
        Future<Receipt> waiting = threads.submit(() -> on(() -> orders.place(order)));
        end.completeExceptionally(new IllegalStateException("the first"));
        assertThatThrownBy(() -> all.get(0).get(30, TimeUnit.SECONDS)).hasRootCauseMessage("the first");
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isNotNull();
        assertEffects(1, 1);
    }

    @Test
    void endsTheWaitAtItsTimeout() throws Exception {
        CompletableFuture<Void> end = begun(new ArrayList<>());
        assertThatThrownBy(() -> on(() -> orders.placeForASecond(order))).isInstanceOf(EventInFlightException.class)
                .hasMessageContaining("after waiting 1000 ms");
        end.complete(null);
    }

    @Test
    void rejectsWithoutWaiting() throws Exception {
        List<Future<Receipt>> all = new ArrayList<>();
        CompletableFuture<Void> end = begun(all);
        assertThatThrownBy(() -> on(() -> orders.tryPlace(order))).isInstanceOf(EventInFlightException.class);
        assertThat(all.get(0)).isNotDone();
        end.complete(null);
        Receipt first = all.get(0).get(30, TimeUnit.SECONDS);
        assertThat(on(() -> orders.tryPlace(order))).isEqualTo(first);
    }

    /** The transaction of the caller goes on. */
    @Test
    void skipsWithoutWaitingAndCommitsTheRest() throws Exception {
        CompletableFuture<Void> end = begun(new ArrayList<>());
        Order other = new Order(UUID.randomUUID().toString(), 1);
        Receipt skipped = on(() -> Panache.withTransaction(() -> orders.skip(order)
                .call(() -> effects.add(other.id()))));
        assertThat(skipped).isNull();
        assertThat(effects.count(other.id())).as("of the caller").isEqualTo(1);
        end.complete(null);
        Awaitility.await().untilAsserted(() -> assertEffects(1, 1));
    }

    @Test
    void runsAgainAfterFailure() {
        orders.during = any -> Uni.createFrom().failure(new IllegalStateException("no"));
        assertThatThrownBy(() -> on(() -> orders.place(order))).hasMessage("no");
        assertEffects(0, 0);
        orders.during = any -> Uni.createFrom().nullItem();
        on(() -> orders.place(order));
        assertEffects(1, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED, DeliveryOutcome.COMPLETED);
    }

    @Test
    void deletesTheRecordWhenTheCallerRecoversAndCommits() {
        orders.during = any -> Uni.createFrom().failure(new IllegalStateException("recovered"));
        on(() -> Panache.withTransaction(() -> orders.place(order).onFailure().recoverWithNull()));
        assertEffects(1, 0);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED);
    }

    @Test
    void joinsTheTransactionOfItsCaller() {
        assertThatThrownBy(() -> on(() -> Panache.withTransaction(() -> orders.place(order).invoke(() -> {
            throw new IllegalStateException("caller");
        })))).hasMessage("caller");
        assertEffects(0, 0);
        on(() -> Panache.withTransaction(() -> orders.place(order).call(first -> orders.place(order)
                .invoke(again -> assertThat(again).as("once more in the transaction").isEqualTo(first)))));
        assertEffects(1, 1);
    }

    @Test
    void keepsNoRecordOfTransactionThatIsMarkedForRollback() {
        orders.during = any -> Panache.currentTransaction().invoke(Mutiny.Transaction::markForRollback);
        on(() -> orders.place(order));
        assertEffects(0, 0);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED);
    }

    /** @param statement fails at the commit where it has been executed twice */
    void assertCommitFails(String statement) {
        orders.during = any -> Panache.getSession().chain(session -> session
                .createNativeQuery(statement.formatted(UUID.randomUUID())).executeUpdate()
                .chain(() -> session.createNativeQuery(statement.formatted(UUID.randomUUID())).executeUpdate()));
        assertThatThrownBy(() -> on(() -> orders.place(order))).hasStackTraceContaining("duplicate key");
        assertEffects(0, 0);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED);
    }

    @Test
    void failsWithoutTransaction() {
        assertThatThrownBy(() -> on(() -> orders.bare(order))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("annotate the method with @WithTransaction").hasMessageContaining("Orders#bare");
        on(() -> Panache.withTransaction(() -> orders.bare(order)));
        assertEffects(1, 1);
    }

    @Test
    void runsAgainWhenTheRecordHasExpired() {
        on(() -> orders.place(order));
        effects.expire(id);
        on(() -> orders.place(order));
        assertEffects(2, 1);
        assertThat(on(() -> orders.place(order))).isNotNull();
        assertEffects(2, 1);
    }

    @Test
    void deletesExpiredRows() {
        on(() -> orders.place(order));
        Order kept = new Order(UUID.randomUUID().toString(), 1);
        on(() -> orders.place(kept));
        effects.expire(id);
        assertThat(ReactiveCleanUp.deleteSome(pool.getDelegate(), dialect(), 1000).await().indefinitely()).isPositive();
        assertEffects(1, 0);
        assertThat(effects.records(kept.id())).isEqualTo(1);
    }

    /** Plain clients go on after a cancellation within a transaction, and would commit. */
    @Test
    void doomsTransactionInWhichTheBodyIsCancelled() {
        IdempotencyScope<String> scope = idempotency.scope("code.cancelled", String.class);
        assertThatThrownBy(() -> on(() -> pool.withTransaction(connection -> scope.in(connection)
                .run(id, () -> insert(connection).chain(() -> Uni.createFrom().nothing()))
                .ifNoItem().after(Duration.ofMillis(200)).recoverWithItem("too late")))).isNotInstanceOf(
                        TimeoutException.class);
        assertEffects(0, 0);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.CANCELLED);
    }

    @Test
    void keepsNoRecordWhenTheCallerIsCancelled() {
        orders.during = any -> Uni.createFrom().nothing();
        assertThatThrownBy(() -> on(() -> orders.place(order).ifNoItem().after(Duration.ofMillis(200)).fail()))
                .isInstanceOf(TimeoutException.class);
        Awaitility.await().untilAsserted(() -> assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.CANCELLED));
        assertEffects(0, 0);
    }

    @Test
    void acknowledgesMessageAfterTheCommit() throws Exception {
        InMemorySource<Message<Order>> source = connector.source("orders");
        CompletableFuture<Long> records = new CompletableFuture<>();
        source.send(Message.of(order, () -> {
            threads.submit(() -> records.complete(effects.records(id)));
            return CompletableFuture.completedFuture(null);
        }));
        assertThat(records.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        CompletableFuture<Void> again = new CompletableFuture<>();
        source.send(Message.of(order, () -> {
            again.complete(null);
            return CompletableFuture.completedFuture(null);
        }));
        again.get(10, TimeUnit.SECONDS);
        assertEffects(1, 1);
    }
}
