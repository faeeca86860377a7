package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.jdbc.JdbcCleanUp;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySource;

/** The behavior of handlers whose records are in their transactions, the same with each database. */
abstract class TransactionContract extends RecordsContract {

    private static final int DELIVERIES = 64;

    @Inject
    Orders orders;
    @Inject
    OrderConsumer consumer;
    @Inject
    Effects effects;
    @Inject
    Outcomes outcomes;
    @Inject
    @Connector("smallrye-in-memory")
    InMemoryConnector connector;

    private final ExecutorService threads = Executors.newFixedThreadPool(DELIVERIES);
    private final Order order = new Order(UUID.randomUUID().toString(), 1);
    private final String id = order.id();

    @AfterEach
    void stop() {
        orders.during = any -> {
        };
        threads.shutdownNow();
    }

    abstract Dialect dialect();

    /** {@return the query of the setting that limits how long the session waits for locks} */
    abstract String lockWait();

    /** {@return how many statements a duplicate takes} */
    abstract int statementsOfDuplicate();

    /** {@return whether the database refuses to lock rows that are newer than what the transaction has seen} */
    boolean keepsToSnapshots() {
        return false;
    }

    private void assertEffects(int effect, int records) {
        assertThat(effects.count(id)).as("effects").isEqualTo(effect);
        assertThat(effects.records(id)).as("records").isEqualTo(records);
    }

    private static List<String> statementsOf(Runnable delivery) {
        CountingDriver.SENT.clear();
        delivery.run();
        return List.copyOf(CountingDriver.SENT);
    }

    @Test
    void storesTheRecordWithTheEffect() {
        orders.place(order);
        assertEffects(1, 1);
    }

    @Test
    void replaysResultToDuplicate() {
        Receipt first = orders.place(order);
        assertThat(orders.place(order)).isEqualTo(first);
        assertEffects(1, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.COMPLETED, DeliveryOutcome.REPLAYED);
    }

    @Test
    void takesOneStatementForEventWithoutResult() {
        assertThat(statementsOf(() -> orders.note(order))).as("claim and effect").hasSize(2);
        assertThat(statementsOf(() -> orders.note(order))).hasSize(statementsOfDuplicate());
        assertEffects(1, 1);
    }

    @Test
    void takesTwoStatementsForEventWithResult() {
        assertThat(statementsOf(() -> orders.place(order))).as("claim, effect and result").hasSize(3);
        assertThat(statementsOf(() -> orders.place(order))).hasSize(statementsOfDuplicate());
        assertEffects(1, 1);
    }

    @Test
    void runsAgainWhenTheRecordHasExpired() {
        Receipt first = orders.place(order);
        effects.expire(id);
        Receipt second = orders.place(order);
        assertThat(second).isNotEqualTo(first);
        assertThat(orders.place(order)).isEqualTo(second);
        assertEffects(2, 1);
    }

    @Test
    void expiresByTheClockOfTheDatabase() {
        orders.placeForASecond(order);
        Awaitility.await().until(() -> {
            orders.placeForASecond(order);
            return effects.count(id) == 2;
        });
    }

    @Test
    void runsOneOfManyDeliveriesOfExpiredRecord() throws Exception {
        orders.place(order);
        effects.expire(id);
        List<Future<Receipt>> all = new ArrayList<>();
        for (int i = 0; i < DELIVERIES; i++) {
            all.add(threads.submit(() -> orders.place(order)));
        }
        for (Future<Receipt> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) { // where the database makes one of two give way
                assertThat(e).hasCauseInstanceOf(EventInFlightException.class);
            }
        }
        assertEffects(2, 1);
    }

    private void insertExpired(int rows) throws SQLException {
        try (Connection connection = effects.dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO event_idempotency (scope,"
                        + " idempotency_key, status, first_seen_at, expires_at) VALUES ('orders.expired', ?, 'completed',"
                        + " TIMESTAMP '2019-01-01 00:00:00', TIMESTAMP '2019-01-01 00:00:00')")) {
            for (int i = 0; i < rows; i++) {
                insert.setString(1, id + '-' + i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Test
    void deletesExpiredRowsInBoundedBatchesAndSkipsLockedOnes() throws Exception {
        orders.place(order);
        insertExpired(JdbcCleanUp.BATCH + 10);
        try (Connection locking = effects.dataSource.getConnection();
                Connection cleaning = effects.dataSource.getConnection()) {
            locking.setAutoCommit(false);
            try (PreparedStatement lock = locking.prepareStatement("SELECT status FROM event_idempotency"
                    + " WHERE scope = 'orders.expired' AND idempotency_key = ? FOR UPDATE")) {
                lock.setString(1, id + "-0");
                lock.executeQuery();
                assertThat(JdbcCleanUp.deleteSome(cleaning, dialect())).isEqualTo(JdbcCleanUp.BATCH);
                assertThat(effects.recordsWithPrefix(id + '-')).as("the rest, and the locked one").isEqualTo(10);
                JdbcCleanUp.deleteSome(cleaning, dialect());
                assertThat(effects.recordsWithPrefix(id + '-')).as("the locked one").isEqualTo(1);
            }
            locking.rollback();
            JdbcCleanUp.deleteSome(cleaning, dialect());
            assertThat(effects.recordsWithPrefix(id + '-')).isZero();
        }
        assertEffects(1, 1);
    }

    @Test
    void acknowledgesMessageAfterTheCommit() throws Exception {
        InMemorySource<Message<Order>> source = connector.source("orders");
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Integer> acknowledged = new CompletableFuture<>();
            source.send(Message.of(order, () -> {
                threads.submit(() -> acknowledged.complete(effects.count(id)));
                return CompletableFuture.completedFuture(null);
            }));
            assertThat(acknowledged.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertEffects(1, 1);
    }

    private void deliver(String channel, Map<String, String> headers) throws Exception {
        ConsumerRecord<String, Order> kafka = new ConsumerRecord<>(channel, 0, 7, "key", order);
        headers.forEach((name, value) -> kafka.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        connector.<Message<Order>> source(channel).send(Message.of(order,
                Metadata.of(new IncomingKafkaRecordMetadata<>(kafka, channel)), () -> {
                    acknowledged.complete(null);
                    return CompletableFuture.completedFuture(null);
                }));
        acknowledged.get(20, TimeUnit.SECONDS);
    }

    @Test
    void runsBypassedBodyWithoutRecord() throws Exception {
        deliver("orders", Map.of("idempotency-bypass", "true"));
        assertEffects(1, 0);
        deliver("orders", Map.of());
        deliver("orders", Map.of());
        assertEffects(2, 1);
        deliver("orders", Map.of("idempotency-bypass", "true"));
        assertEffects(3, 1);
        assertThat(outcomes.of(id)).contains(DeliveryOutcome.BYPASSED);
    }

    @Test
    void guardsHandlersOnVirtualThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "This JDK has no virtual threads: Quarkus uses its workers instead");
        consumer.threads.clear();
        deliver("light", Map.of());
        deliver("light", Map.of());
        assertEffects(1, 1);
        assertThat(consumer.threads).singleElement().asString().startsWith("VirtualThread");
    }

    @Test
    void rejectsMessageWhoseBodyFails() throws Exception {
        CompletableFuture<Throwable> rejected = new CompletableFuture<>();
        connector.<Message<Order>> source("orders").send(Message.of(new Order(id, 0),
                () -> CompletableFuture.completedFuture(null), reason -> {
                    rejected.complete(reason);
                    return CompletableFuture.completedFuture(null);
                }));
        assertThat(rejected.get(20, TimeUnit.SECONDS)).isInstanceOf(IllegalArgumentException.class);
        assertEffects(0, 0);
    }

    @Test
    void runsOneOfManyDeliveriesAtOnce() throws Exception {
        CountDownLatch called = new CountDownLatch(DELIVERIES);
        orders.during = any -> meet(called);
        List<Future<Receipt>> all = new ArrayList<>();
        for (int i = 0; i < DELIVERIES; i++) {
            all.add(threads.submit(() -> {
                called.countDown();
                return orders.place(order);
            }));
        }
        Receipt first = all.get(0).get();
        for (Future<Receipt> one : all) {
            assertThat(one.get()).isEqualTo(first);
        }
        assertEffects(1, 1);
    }

    private static void meet(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Too late");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls something while another delivery of the order runs, which goes on then. */
    private <T> T duringDelivery(Callable<?> delivery, Callable<T> task) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        orders.during = any -> {
            begun.countDown();
            meet(goOn);
        };
        Future<?> running = threads.submit(delivery);
        meet(begun);
        try {
            return task.call();
        } finally {
            goOn.countDown();
            running.get();
        }
    }

    @Test
    void rejectsAtOnceWhatIsInFlight() throws Exception {
        long millis = duringDelivery(() -> orders.tryPlace(order), () -> {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> orders.tryPlace(order)).isInstanceOf(EventInFlightException.class);
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        });
        System.out.println(getClass().getSimpleName() + ": rejected after " + millis + " ms");
        assertEffects(1, 1);
        assertThat(orders.tryPlace(order)).as("a duplicate then").isNotNull();
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.IN_FLIGHT_REJECTED, DeliveryOutcome.COMPLETED,
                DeliveryOutcome.REPLAYED);
    }

    /** The database may have undone its earlier changes. */
    @Test
    void rollsBackCallerThatRecoversFromInFlight() throws Exception {
        String other = UUID.randomUUID().toString();
        duringDelivery(() -> orders.tryPlace(order),
                () -> assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    effects.add(other);
                    assertThatThrownBy(() -> orders.tolerantTryPlace(order)).isInstanceOf(EventInFlightException.class);
                })).isInstanceOf(RuntimeException.class));
        assertThat(effects.count(other)).isZero();
        assertEffects(1, 1);
    }

    @Test
    void keepsRecordOfLongKeyInGeneration() {
        Order longOne = new Order(id + "x".repeat(1024 - id.length()), 1);
        Receipt first = orders.renewed(longOne);
        assertThat(orders.renewed(longOne)).isEqualTo(first);
    }

    @Test
    void rejectsAfterItsTimeWhatStaysInFlight() throws Exception {
        duringDelivery(() -> orders.placeForASecond(order), () -> assertThatThrownBy(() -> orders.placeForASecond(order))
                .isInstanceOf(EventInFlightException.class).hasMessageContaining("1000 ms"));
        assertEffects(1, 1);
    }

    /** The body, and the next transaction of the connection, wait for locks as they did before. */
    @Test
    void leavesTheSettingsOfTheSession() {
        String before = effects.value(lockWait());
        List<String> during = new ArrayList<>();
        orders.during = any -> during.add(effects.value(lockWait()));
        orders.place(order);
        orders.tryPlace(order);
        effects.expire(id);
        orders.place(order);
        assertThat(during).hasSize(3).containsOnly(before);
        assertThat(QuarkusTransaction.requiringNew().call(() -> {
            orders.place(order);
            return effects.value(lockWait());
        })).isEqualTo(before);
    }

    @Test
    void observesWithoutRefusingOrWaiting() throws Exception {
        duringDelivery(() -> orders.observed(order), () -> {
            orders.during = any -> {
            };
            return orders.observed(order);
        });
        assertThat(orders.observed(order)).isNotNull();
        assertEffects(3, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.OBSERVED_IN_FLIGHT, DeliveryOutcome.COMPLETED,
                DeliveryOutcome.OBSERVED_DUPLICATE);
    }

    @Test
    void skipsWhatIsInFlightAndCommits() throws Exception {
        String other = UUID.randomUUID().toString();
        duringDelivery(() -> orders.skip(order), () -> {
            QuarkusTransaction.requiringNew().run(() -> {
                assertThat(orders.skip(order)).isNull();
                effects.add(other);
            });
            return null;
        });
        assertEffects(1, 1);
        assertThat(effects.count(other)).isEqualTo(1);
    }

    @Test
    void runsOtherDeliveryWhenTheFirstIsRolledBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        orders.during = any -> {
            orders.during = later -> {
            };
            begun.countDown();
            meet(called);
            throw new IllegalStateException("first");
        };
        Future<Receipt> first = threads.submit(() -> orders.place(order));
        meet(begun);
        Future<Receipt> second = threads.submit(() -> {
            called.countDown();
            return orders.place(order);
        });
        assertThatThrownBy(first::get).hasRootCauseMessage("first");
        assertThat(second.get()).isNotNull();
        assertEffects(1, 1);
    }

    @Test
    void leavesNoTraceOfFailedBody() {
        orders.during = any -> {
            throw new IllegalStateException("fails");
        };
        assertThatThrownBy(() -> orders.place(order)).hasMessage("fails");
        assertEffects(0, 0);
        orders.during = any -> {
        };
        orders.place(order);
        assertEffects(1, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED, DeliveryOutcome.COMPLETED);
    }

    @Test
    void leavesNoTraceOfDoomedTransaction() {
        orders.during = any -> orders.doom();
        orders.place(order);
        assertEffects(0, 0);
        orders.during = any -> {
        };
        orders.place(order);
        assertEffects(1, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED, DeliveryOutcome.COMPLETED);
    }

    @Test
    void leavesNoTraceWhenCommitFails() {
        orders.during = any -> orders.failCommit();
        assertThatThrownBy(() -> orders.place(order)).isInstanceOf(RuntimeException.class);
        assertEffects(0, 0);
        orders.during = any -> {
        };
        orders.place(order);
        assertEffects(1, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED, DeliveryOutcome.COMPLETED);
    }

    @Test
    void keepsNoRecordOfCheckedException() throws Exception {
        assertThatThrownBy(() -> orders.checked(order, true)).isInstanceOf(IOException.class).hasNoSuppressedExceptions();
        assertEffects(1, 0);
        orders.checked(order, false);
        assertEffects(2, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED, DeliveryOutcome.COMPLETED);
    }

    @Test
    void keepsNoRecordOfToleratedException() {
        orders.during = any -> {
            throw new IllegalStateException("tolerated");
        };
        assertThatThrownBy(() -> orders.tolerant(order)).hasMessage("tolerated");
        assertEffects(1, 0);
    }

    @Test
    void joinsTheTransactionOfItsCaller() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            orders.place(order);
            throw new IllegalStateException("caller");
        })).hasMessage("caller");
        assertEffects(0, 0);
        QuarkusTransaction.requiringNew().run(() -> {
            Receipt first = orders.place(order);
            assertThat(orders.place(order)).as("once more in the transaction").isEqualTo(first);
        });
        assertEffects(1, 1);
    }

    @Test
    void findsRecordThatIsNewerThanTheSnapshotOfItsTransaction() {
        Runnable second = () -> QuarkusTransaction.requiringNew().run(() -> {
            assertEffects(0, 0);
            CompletableFuture.runAsync(() -> orders.place(order), threads).join();
            orders.place(order);
        });
        if (keepsToSnapshots()) {
            assertThatThrownBy(second::run).isInstanceOf(EventInFlightException.class)
                    .hasMessageContaining("The handler has not run. Deliver the event again");
        } else {
            second.run();
        }
        orders.place(order);
        assertEffects(1, 1);
    }

    @Test
    void tellsTheBodyItsKey() {
        orders.during = any -> {
            IdempotencyContext context = IdempotencyContext.current();
            assertThat(context.key()).isEqualTo(id);
            assertThat(context.isGuarded()).isTrue();
            assertThat(context.attempt()).isEqualTo(1);
        };
        orders.place(order);
        assertEffects(1, 1);
    }

    @Test
    void failsBodyThatClaimsItsOwnKey() {
        orders.during = any -> {
            orders.during = inner -> {
            };
            orders.note(order);
        };
        orders.place(order);
        assertThat(effects.count(id)).as("another scope").isEqualTo(2);
        Order again = new Order(UUID.randomUUID().toString(), 1);
        orders.during = any -> orders.place(again);
        assertThatThrownBy(() -> orders.place(again)).isInstanceOf(NestedClaimException.class);
        assertThat(effects.count(again.id())).isZero();
    }

    @Test
    void failsWithoutTransaction() {
        assertThatThrownBy(() -> orders.bare(order)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("annotate the method with @Transactional").hasMessageContaining("Orders#bare");
        QuarkusTransaction.requiringNew().run(() -> orders.bare(order));
        assertEffects(1, 1);
    }

    @Test
    void refusesOtherPayloadUnderTheSameKey() {
        orders.exact(order);
        assertThatThrownBy(() -> orders.exact(new Order(id, 2))).isInstanceOf(IdempotencyKeyReusedException.class);
        assertThat(orders.exact(order)).isNotNull();
        assertEffects(1, 1);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.COMPLETED, DeliveryOutcome.KEY_REUSED,
                DeliveryOutcome.REPLAYED);
    }

    @Test
    void failsDuplicateWithTheResult() {
        Receipt first = orders.once(order);
        assertThatThrownBy(() -> orders.once(order)).isInstanceOfSatisfying(DuplicateEventException.class, duplicate -> {
            assertThat(duplicate.<Receipt> cachedResult()).isEqualTo(first);
            assertThat(duplicate.record().firstSeenAt()).isNotNull();
        });
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.COMPLETED, DeliveryOutcome.DUPLICATE_REJECTED);
    }
}
