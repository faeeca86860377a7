package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.TransactionScope;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** The behavior of code that keeps records in transactions of its own, the same with each database. */
abstract class CodeContract extends ReactiveFixture {

    private List<String> statementsOf(IdempotencyScope<String> scope) {
        List<String> sent = new ArrayList<>();
        on(() -> pool.withTransaction(connection -> scope.in(CountedConnection.of(connection, sent))
                .run(id, () -> insert(connection).replaceWith("placed"))));
        return sent;
    }

    private int statementsOfDuplicate() {
        return dialect() == Dialect.POSTGRESQL ? 1 : 2;
    }

    Uni<?> insert(SqlConnection connection) {
        return connection
                .query("INSERT INTO effect (number, id) VALUES ('" + UUID.randomUUID() + "', '" + id + "')").execute();
    }

    @Test
    void takesOneStatementForEventWithoutResult() {
        IdempotencyScope<String> scope = idempotency.scope("code.note", String.class).withStoreResult(false);
        assertThat(statementsOf(scope)).as("claim").hasSize(1);
        assertThat(statementsOf(scope)).as("duplicate").hasSize(statementsOfDuplicate());
        assertEffects(1, 1);
    }

    @Test
    void takesTwoStatementsForEventWithResult() {
        IdempotencyScope<String> scope = idempotency.scope("code.place", String.class);
        assertThat(statementsOf(scope)).as("claim and result").hasSize(2);
        assertThat(statementsOf(scope)).as("duplicate").hasSize(statementsOfDuplicate());
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

    /** The body of a delivery that nothing holds up. */
    private Uni<String> placed(IdempotencyScope<String> scope) {
        return pool.withTransaction(connection -> scope.in(connection).run(id, () -> insert(connection).replaceWith("placed")));
    }

    /** Calls something while a delivery of the key is in flight, which is completed then. */
    private void duringDelivery(IdempotencyScope<String> scope, Runnable task) throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CountDownLatch inside = new CountDownLatch(1);
        Future<String> running = threads.submit(() -> on(() -> pool.withTransaction(connection -> scope.in(connection)
                .run(id, () -> insert(connection).chain(() -> until(end, inside)).replaceWith("placed")))));
        await(inside);
        try {
            task.run();
        } finally {
            end.complete(null);
        }
        assertThat(running.get(30, TimeUnit.SECONDS)).isEqualTo("placed");
    }

    @Test
    void keepsOneEffectOfManyDeliveriesOfCode() throws Exception {
        IdempotencyScope<String> scope = idempotency.scope("code.many", String.class);
        List<Future<String>> others = new ArrayList<>();
        duringDelivery(scope, () -> {
            for (int i = 1; i < DELIVERIES; i++) {
                others.add(threads.submit(() -> on(() -> placed(scope))));
            }
        });
        for (Future<String> other : others) {
            assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo("placed");
        }
        assertEffects(1, 1);
        assertThat(outcomes.of(id)).hasSize(DELIVERIES).filteredOn(DeliveryOutcome.REPLAYED::equals)
                .hasSize(DELIVERIES - 1);
    }

    @Test
    void codeRejectsOrSkipsWhatIsInFlight() throws Exception {
        IdempotencyScope<String> scope = idempotency.scope("code.busy", String.class);
        duringDelivery(scope, () -> {
            assertThatThrownBy(() -> on(() -> placed(scope.withOnInFlight(OnInFlight.FAIL))))
                    .isInstanceOf(EventInFlightException.class);
            assertThatThrownBy(() -> on(() -> placed(scope.withWaitTimeout(Duration.ofSeconds(1)))))
                    .isInstanceOf(EventInFlightException.class).hasMessageContaining("after waiting 1000 ms");
            assertThat(on(() -> placed(scope.withOnInFlight(OnInFlight.SKIP)))).isNull();
        });
        assertEffects(1, 1);
    }

    @Test
    void codeChoosesTheAnswerToDuplicate() {
        IdempotencyScope<String> scope = idempotency.scope("code.answers", String.class);
        on(() -> placed(scope));
        assertThat(on(() -> placed(scope.withOnDuplicate(OnDuplicate.SKIP)))).isNull();
        assertThatThrownBy(() -> on(() -> placed(scope.withOnDuplicate(OnDuplicate.FAIL)))).isInstanceOfSatisfying(
                DuplicateEventException.class,
                duplicate -> assertThat(duplicate.<String> cachedResult()).isEqualTo("placed"));
        assertEffects(1, 1);
    }

    @Test
    void codeComparesFingerprints() {
        IdempotencyScope<String> scope = idempotency.scope("code.exact", String.class);
        on(() -> placed(scope.withFingerprint("one")));
        assertThat(on(() -> placed(scope.withFingerprint("one")))).isEqualTo("placed");
        assertThatThrownBy(() -> on(() -> placed(scope.withFingerprint("two"))))
                .isInstanceOf(IdempotencyKeyReusedException.class);
        assertEffects(1, 1);
    }

    @Test
    void removesTheRecordOfFailedCodeWhoseCallerCommits() {
        IdempotencyScope<String> scope = idempotency.scope("code.recovered", String.class);
        on(() -> pool.withTransaction(connection -> insert(connection).chain(() -> scope.in(connection)
                .run(id, () -> Uni.createFrom().failure(new IllegalStateException("no"))).onFailure().recoverWithNull())));
        assertEffects(1, 0);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED);
    }

    @Test
    void keepsNoRecordOfTransactionThatCodeRollsBack() {
        IdempotencyScope<String> scope = idempotency.scope("code.undone", String.class);
        on(() -> pool.withConnection(connection -> connection.begin().chain(begun -> scope.in(connection)
                .run(id, () -> insert(connection).replaceWith("placed")).call(begun::rollback))));
        assertEffects(0, 0);
        assertThat(outcomes.of(id)).containsExactly(DeliveryOutcome.FAILED);
        assertThatThrownBy(() -> on(() -> pool.withConnection(connection -> connection.begin().chain(begun -> scope
                .in(connection).run(id, () -> insert(connection).call(begun::rollback).replaceWith("placed"))))))
                .as("rolled back by its body")
                .hasStackTraceContaining("The row of the event is not in the transaction any more");
        assertEffects(0, 0);
    }

    @Test
    void doomsTransactionWhoseResultIsNotStored() {
        IdempotencyScope<String> scope = idempotency.scope("code.deleted", String.class);
        assertThatThrownBy(() -> on(() -> pool.withTransaction(connection -> scope.in(connection).run(id,
                () -> insert(connection).chain(() -> connection.query("DELETE FROM event_idempotency WHERE idempotency_key = '"
                        + id + "'").execute()).replaceWith("placed"))
                .onFailure().recoverWithItem("recovered")))).isInstanceOf(Exception.class);
        assertEffects(0, 0);
    }

    @Test
    void runsSeveralEventsInOneTransaction() {
        IdempotencyScope<String> scope = idempotency.scope("code.several", String.class);
        for (int i = 0; i < 2; i++) {
            on(() -> pool.withTransaction(connection -> {
                TransactionScope<String> transaction = scope.in(connection);
                return Uni.combine().all().unis(transaction.run(id, () -> insert(connection).replaceWith("one")),
                        transaction.run(id + "-2", () -> insert(connection).replaceWith("two"))).asTuple()
                        .invoke(both -> assertThat(both.asList()).containsExactly("one", "two"));
            }));
        }
        assertEffects(2, 1);
    }
}
