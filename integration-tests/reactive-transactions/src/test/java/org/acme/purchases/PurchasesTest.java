package org.acme.purchases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.acme.purchases.PostgresResource.Database;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** The application on a database of its own, and what its deliveries have left behind. */
@QuarkusTestResource(PostgresResource.class)
@Timeout(60)
abstract class PurchasesTest {

    static final Duration LONG = Duration.ofSeconds(10);

    @Inject
    Transactions transactions;

    @Inject
    Purchases purchases;

    @Inject
    EventIdempotency idempotency;

    @Inject
    IdempotencyRecords records;

    @Inject
    Pool pool;

    Database database;

    static <T> T on(Supplier<Uni<T>> work) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(work);
    }

    /** Goes on where it is called, as Hibernate Reactive needs it. */
    Uni<Void> killed() {
        return Uni.createFrom().completionStage(() -> Vertx.currentContext().<Void> executeBlocking(() -> {
            database.killTransactions();
            return null;
        }).toCompletionStage());
    }

    String redelivered(Opening opening, String number) throws Throwable {
        return on(() -> transactions.within(opening, open -> purchases.place(number, open)));
    }

    void assertRunsAgain(Opening opening, String number) {
        await().atMost(LONG).untilAsserted(() -> assertFailed(number));
        assertThat(rows(number)).isZero();
        try {
            assertThat(redelivered(opening, number)).endsWith("attempt 2");
        } catch (Throwable e) {
            throw new AssertionError("The redelivery failed", e);
        }
        assertCompleted(number);
    }

    void assertCompleted(String number) {
        await().atMost(LONG).untilAsserted(
                () -> assertThat(record(number).status()).isEqualTo(RecordStatus.COMPLETED));
        assertThat(rows(number)).isEqualTo(1);
    }

    void assertFailed(String number) {
        IdempotencyRecord record = record(number);
        assertThat(record.status()).as(record.toString()).isEqualTo(RecordStatus.FAILED);
    }

    IdempotencyRecord record(String number) {
        return records.find(Purchases.SCOPE, number).map(found -> found.map(FoundRecord::record).orElseThrow())
                .await().atMost(LONG);
    }

    long rows(String number) {
        return pool.preparedQuery("select count(*) from purchase where number = $1").execute(Tuple.of(number))
                .map(rows -> rows.iterator().next().getLong(0)).await().atMost(LONG);
    }
}
