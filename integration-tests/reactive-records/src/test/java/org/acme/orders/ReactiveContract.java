package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.runtime.database.reactive.ReactiveCleanUp;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemorySource;

/** The behavior of handlers whose records are in their reactive transactions, the same with each database. */
abstract class ReactiveContract extends RecordsContract {

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
    void findsRecordThatIsNewerThanTheSnapshotOfItsTransaction() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CountDownLatch inside = new CountDownLatch(1);
        Future<Receipt> second = threads.submit(() -> on(() -> Panache.withTransaction(() -> Panache.getSession()
                .chain(session -> session.createNativeQuery("SELECT count(*) FROM event_idempotency").getSingleResult())
                .chain(any -> until(end, inside)).chain(any -> orders.place(order)))));
        await(inside);
        on(() -> orders.place(order));
        end.complete(null);
        if (keepsToSnapshots()) {
            assertThatThrownBy(second::get).cause().isInstanceOf(EventInFlightException.class)
                    .hasMessageContaining("The handler has not run. Deliver the event again");
        } else {
            second.get();
        }
        on(() -> orders.place(order));
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

    @Test
    void choosesTheAnswerToDuplicate() {
        Receipt first = on(() -> orders.once(order));
        assertThatThrownBy(() -> on(() -> orders.once(order))).isInstanceOfSatisfying(DuplicateEventException.class,
                duplicate -> assertThat(duplicate.<Receipt> cachedResult()).isEqualTo(first));
        on(() -> orders.optional(order));
        assertThat(on(() -> orders.optional(order))).isNull();
        assertEffects(2, 2);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.COMPLETED, DeliveryOutcome.DUPLICATE_REJECTED,
                DeliveryOutcome.COMPLETED, DeliveryOutcome.DUPLICATE_SKIPPED);
    }

    @Test
    void refusesOtherPayloadUnderTheSameKey() {
        on(() -> orders.exact(order));
        assertThatThrownBy(() -> on(() -> orders.exact(new Order(id, 2)))).isInstanceOf(IdempotencyKeyReusedException.class);
        assertThat(on(() -> orders.exact(order))).isNotNull();
        assertEffects(1, 1);
    }

    @Test
    void observesWithoutRefusingOrWaiting() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CountDownLatch inside = new CountDownLatch(1);
        orders.during = any -> until(end, inside);
        Future<Receipt> first = threads.submit(() -> on(() -> orders.observed(order)));
        await(inside);
        orders.during = any -> Uni.createFrom().nullItem();
        assertThat(on(() -> orders.observed(order))).isNotNull();
        end.complete(null);
        first.get(30, TimeUnit.SECONDS);
        assertThat(on(() -> orders.observed(order))).isNotNull();
        assertEffects(3, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.OBSERVED_IN_FLIGHT, DeliveryOutcome.COMPLETED,
                DeliveryOutcome.OBSERVED_DUPLICATE);
    }

    /** Databases differ then: PostgreSQL refuses to commit, MariaDB commits the rest. */
    @Test
    void keepsNoRecordWhenTheCallerRecoversFromErrorOfTheDatabase() {
        orders.during = any -> Panache.getSession()
                .chain(session -> session.createNativeQuery("INSERT INTO absent VALUES (1)").executeUpdate());
        try {
            on(() -> Panache.withTransaction(() -> orders.place(order).onFailure().recoverWithNull()));
        } catch (RuntimeException e) {
            assertThat(effects.count(id)).isZero();
        }
        assertThat(effects.records(id)).isZero();
        long before = effects.count(id);
        orders.during = any -> Uni.createFrom().nullItem();
        on(() -> orders.place(order));
        assertThat(effects.count(id)).isEqualTo(before + 1);
        assertThat(effects.records(id)).isEqualTo(1);
    }

    /** {@return a query of the id of the session} */
    abstract String sessionId();

    /** {@return the statement that ends the session of an id} */
    abstract String endSession(String session);

    @Test
    void keepsNoRecordWhenTheConnectionBreaksBeforeTheCommit() {
        orders.during = any -> Panache.getSession().chain(session -> session.createNativeQuery(sessionId()).getSingleResult())
                .chain(session -> pool.query(endSession(String.valueOf(session))).execute());
        assertThatThrownBy(() -> on(() -> orders.note(order))).isInstanceOf(Exception.class);
        // the pool may have the broken connection a little longer
        Awaitility.await().ignoreExceptions().untilAsserted(() -> assertEffects(0, 0));
        orders.during = any -> Uni.createFrom().nullItem();
        on(() -> orders.note(order));
        assertEffects(1, 1);
    }

    @Test
    void leavesTheFirstDeliveryAloneWhenWaitingOneIsCancelled() throws Exception {
        List<Future<Receipt>> all = new ArrayList<>();
        CompletableFuture<Void> end = begun(all);
        assertThatThrownBy(() -> on(() -> orders.place(order).ifNoItem().after(Duration.ofMillis(200)).fail()))
                .isInstanceOf(TimeoutException.class);
        end.complete(null);
        Receipt first = all.get(0).get(30, TimeUnit.SECONDS);
        assertThat(on(() -> orders.place(order))).isEqualTo(first);
        assertEffects(1, 1);
    }

    /** Hibernate Reactive sends the rollback behind the claim, and passes the cancellation on when both are answered. */
    @Test
    void runsNoBodyAfterCancelledWait() throws Exception {
        List<Future<Receipt>> all = new ArrayList<>();
        CompletableFuture<Void> end = begun(all);
        int before = orders.calls.get();
        assertThatThrownBy(() -> on(() -> orders.place(order).ifNoItem().after(Duration.ofMillis(500)).fail()))
                .isInstanceOf(TimeoutException.class);
        end.completeExceptionally(new IllegalStateException("the first"));
        assertThatThrownBy(() -> all.get(0).get(30, TimeUnit.SECONDS)).hasRootCauseMessage("the first");
        Awaitility.await().untilAsserted(() -> assertThat(outcomes.of(id)).containsExactlyInAnyOrder(DeliveryOutcome.FAILED,
                DeliveryOutcome.CANCELLED));
        assertThat(orders.calls).hasValue(before);
        assertEffects(0, 0);
    }

    @Test
    void failsBodyThatClaimsItsOwnKey() {
        orders.during = any -> orders.place(order);
        assertThatThrownBy(() -> on(() -> orders.place(order))).isInstanceOf(NestedClaimException.class);
        assertEffects(0, 0);
    }

    @Test
    void joinsTheTransactionOfPool() {
        for (int i = 0; i < 2; i++) {
            on(() -> pool.withTransaction(connection -> orders.plain(order, insert(connection))));
        }
        assertEffects(1, 1);
        assertThatThrownBy(() -> on(() -> pool.withTransaction(outer -> pool.withTransaction(inner -> orders
                .plain(new Order("several", 1), insert(inner)))))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("several reactive transactions open");
    }

    private void send(Map<String, String> headers) throws Exception {
        ConsumerRecord<String, Order> kafka = new ConsumerRecord<>("orders", 0, 7, "key", order);
        headers.forEach((name, value) -> kafka.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        connector.<Message<Order>> source("orders").send(Message.of(order,
                Metadata.of(new IncomingKafkaRecordMetadata<>(kafka, "orders")), () -> {
                    acknowledged.complete(null);
                    return CompletableFuture.completedFuture(null);
                }));
        acknowledged.get(20, TimeUnit.SECONDS);
    }

    @Test
    void runsBypassedBodyWithoutRecord() throws Exception {
        send(Map.of("idempotency-bypass", "true"));
        assertEffects(1, 0);
        send(Map.of());
        assertEffects(2, 1);
        send(Map.of());
        assertEffects(2, 1);
        send(Map.of("idempotency-bypass", "true"));
        assertEffects(3, 1);
        assertThat(outcomes.of(id)).contains(DeliveryOutcome.BYPASSED);
    }
}
