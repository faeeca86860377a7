package org.acme.purchases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.acme.purchases.PostgresResource.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.FoundRecord;
import io.quarkiverse.eventidempotency.IdempotencyRecord;
import io.quarkiverse.eventidempotency.IdempotencyRecords;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.ProcessingStatus;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** A call within a reactive transaction is completed with it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@Timeout(60)
class ReactiveTransactionsTest {

    private static final Duration LONG = Duration.ofSeconds(10);

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

    @ParameterizedTest
    @EnumSource
    void commitCompletes(Opening opening) throws Throwable {
        String number = "committed " + opening;
        AtomicReference<ProcessingStatus> before = new AtomicReference<>();
        String result = on(() -> transactions.within(opening, open -> purchases.place(number, open)
                .call(() -> records.find(Purchases.SCOPE, number)
                        .invoke(found -> before.set(found.orElseThrow().record().status())))));

        assertThat(before.get()).as("before the commit").isEqualTo(ProcessingStatus.PROCESSING);
        assertCompleted(number);
        assertThat(redelivered(opening, number)).as("duplicate").isEqualTo(result).endsWith("attempt 1");
    }

    @ParameterizedTest
    @EnumSource
    void failureOfTheCallerLetsTheEventRunAgain(Opening opening) throws Throwable {
        String number = "failed " + opening;
        assertThatThrownBy(() -> on(() -> transactions.within(opening, open -> purchases.place(number, open)
                .invoke(() -> {
                    throw new IllegalStateException("by the caller");
                })))).hasMessageContaining("by the caller");

        assertRunsAgain(opening, number);
    }

    @ParameterizedTest
    @EnumSource
    void markForRollbackLetsTheEventRunAgain(Opening opening) {
        String number = "marked " + opening;
        try {
            on(() -> transactions.within(opening, open -> purchases.place(number, open).invoke(open.markForRollback())));
        } catch (Throwable e) {
            assertThat(opening.isOfHibernate()).as("is told").isFalse();
        }

        assertRunsAgain(opening, number);
    }

    @ParameterizedTest
    @EnumSource
    void refusedCommitLetsTheEventRunAgain(Opening opening) {
        String number = "refused " + opening;
        assertThatThrownBy(() -> on(() -> transactions.within(opening, open -> purchases.place(number, open)
                .call(() -> open.insert(number))))).hasStackTraceContaining("duplicate key");

        assertRunsAgain(opening, number);
    }

    @ParameterizedTest
    @EnumSource
    void brokenConnectionLetsTheEventRunAgain(Opening opening) {
        String number = "broken " + opening;
        assertThatThrownBy(() -> on(() -> transactions.within(opening, open -> purchases.place(number, open)
                .call(this::killed)))).isNotNull();

        assertRunsAgain(opening, number);
    }

    @ParameterizedTest
    @EnumSource
    void recordAndRowAgreeWhenTheCallerIsCancelled(Opening opening) throws Throwable {
        String number = "cancelled " + opening;
        CountDownLatch placed = new CountDownLatch(1);
        AtomicReference<Cancellable> caller = new AtomicReference<>();
        CompletableFuture<Void> never = new CompletableFuture<>();
        AtomicReference<Context> context = new AtomicReference<>();
        on(() -> {
            context.set(Vertx.currentContext());
            caller.set(transactions.within(opening, open -> purchases.place(number, open).invoke(placed::countDown)
                    .call(() -> Uni.createFrom().completionStage(() -> never))).subscribe().with(x -> {
                    }, x -> {
                    }));
            return Uni.createFrom().voidItem();
        });
        assertThat(placed.await(10, TimeUnit.SECONDS)).isTrue();
        context.get().runOnContext(ignored -> caller.get().cancel());
        if (opening.isOfHibernate()) {
            assertRunsAgain(opening, number);
        } else { // whose transactions go on
            never.complete(null);
            await().atMost(LONG).untilAsserted(() -> assertCompleted(number));
        }
    }

    @ParameterizedTest
    @EnumSource
    void secondCallWithAKeyFailsAtOnce(Opening opening) {
        String number = "twice " + opening;
        assertThatThrownBy(() -> on(() -> transactions.within(opening, open -> purchases.placePatiently(number, open)
                .chain(() -> purchases.placePatiently(number, open))))).isInstanceOf(NestedClaimException.class)
                .hasMessageContaining("holds until the transaction ends");
        assertRunsAgain(opening, number);
    }

    @ParameterizedTest
    @EnumSource
    void joinedTransactionIsTheCallers(Opening opening) {
        String number = "joined " + opening;
        Function<Open, Uni<String>> joining = outer -> switch (opening) {
            case ANNOTATION, PANACHE, SESSION_FACTORY -> purchases.placeByItself(number);
            default -> purchases.place(number, outer);
        };
        assertThatThrownBy(() -> on(() -> transactions.within(opening, open -> joining.apply(open).invoke(() -> {
            throw new IllegalStateException("by the caller");
        })))).hasMessageContaining("by the caller");

        assertRunsAgain(opening, number);
    }

    @Test
    void transactionOfTheMethodIsItsOwn() throws Throwable {
        String result = on(() -> purchases.placeByItself("own"));
        assertCompleted("own");
        assertThat(on(() -> purchases.placeByItself("own"))).isEqualTo(result);

        database.execute("insert into purchase values ('taken')");
        assertThatThrownBy(() -> on(() -> purchases.placeByItself("taken"))).hasStackTraceContaining("duplicate key");
        assertFailed("taken");
    }

    /** One transaction has ended when the next event is delivered, on the same context. */
    @Test
    void transactionThatHasEndedIsNotFollowed() throws Throwable {
        on(() -> transactions.within(Opening.POOL, open -> purchases.place("ended", open))
                .chain(() -> purchases.placeByItself("after it")));
        assertCompleted("ended");
        assertCompleted("after it");
    }

    /** Sees that transactions of two databases, or connections, are both waited for. */
    @Test
    void followsEachOfTwoTransactions() throws Throwable {
        assertThatThrownBy(() -> on(() -> transactions.within(Opening.POOL, outer -> transactions
                .within(Opening.PANACHE, inner -> purchases.place("both", inner))
                .call(() -> records.find(Purchases.SCOPE, "both")
                        .invoke(found -> assertThat(found.orElseThrow().record().status())
                                .as("after the inner one's commit").isEqualTo(ProcessingStatus.PROCESSING)))
                .invoke(() -> {
                    throw new IllegalStateException("by the caller");
                })))).hasMessageContaining("by the caller");
        await().atMost(LONG).untilAsserted(() -> assertFailed("both"));
    }

    /** As those of messages are: copies of the context that they were sent in. */
    @Test
    void copyOfAContextDoesNotKeepATransactionThatHasEnded() throws Throwable {
        AtomicReference<ContextInternal> copy = new AtomicReference<>();
        assertThatThrownBy(() -> on(() -> transactions.within(Opening.POOL, open -> {
            ContextInternal context = (ContextInternal) Vertx.currentContext();
            copy.set(context.duplicate());
            copy.get().localContextData().putAll(context.localContextData());
            return Uni.createFrom().failure(new IllegalStateException("by the caller"));
        }))).hasMessageContaining("by the caller");

        CompletableFuture<String> placed = new CompletableFuture<>();
        Open noTransaction = new Open(sql -> pool.query(sql).execute(), () -> {
        });
        copy.get().runOnContext(ignored -> purchases.place("on a copy", noTransaction).subscribe()
                .with(placed::complete, placed::completeExceptionally));
        assertThat(placed.get(10, TimeUnit.SECONDS)).endsWith("attempt 1");
        assertCompleted("on a copy");
    }

    /** It may have been committed, unless it was to be rolled back anyway. */
    @Test
    void commitThatIsNotConfirmedQuarantinesWhatMustNotRunTwice() {
        assertThatThrownBy(() -> on(() -> transactions.within(Opening.SESSION_FACTORY, open -> purchases
                .placeOnce("unconfirmed", open).call(this::killed)))).isNotNull();
        await().atMost(LONG).untilAsserted(() -> assertFailed("unconfirmed"));
        assertThat(record("unconfirmed").errorType()).isEqualTo("QUARANTINED");

        assertThatThrownBy(() -> on(() -> transactions.within(Opening.SESSION_FACTORY, open -> purchases
                .placeOnce("rolled back", open).call(this::killed).invoke(() -> {
                    throw new IllegalStateException("by the caller");
                })))).isNotNull();
        await().atMost(LONG).untilAsserted(() -> assertFailed("rolled back"));
        assertThat(record("rolled back").errorType()).isNull();
    }

    @Test
    void codeFollowsItToo() {
        IdempotencyScope<String> scope = idempotency.scope(Purchases.SCOPE, String.class);
        assertThatThrownBy(() -> on(() -> transactions.within(Opening.POOL, open -> scope
                .run("code", () -> open.insert("code").replaceWith("placed")).invoke(() -> {
                    throw new IllegalStateException("by the caller");
                })))).hasMessageContaining("by the caller");
        assertRunsAgain(Opening.POOL, "code");
    }

    @Test
    void isFollowedFromAWorkerToo() {
        assertThatThrownBy(() -> on(() -> transactions.within(Opening.POOL, open -> Uni.createFrom().voidItem()
                .emitOn(Infrastructure.getDefaultExecutor())
                .chain(() -> purchases.place("worker", open)).invoke(() -> {
                    throw new IllegalStateException("by the caller");
                })))).hasMessageContaining("by the caller");
        assertRunsAgain(Opening.POOL, "worker");
    }

    @Test
    void isFollowedWhereTheCallerHasNoContext() {
        assertThatThrownBy(() -> transactions.within(Opening.POOL, open -> purchases.place("no context", open).invoke(() -> {
            throw new IllegalStateException("by the caller");
        })).await().atMost(LONG)).hasMessageContaining("by the caller");
        assertRunsAgain(Opening.POOL, "no context");
    }

    private static <T> T on(Supplier<Uni<T>> work) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(work);
    }

    /** Goes on where it is called, as Hibernate Reactive needs it. */
    private Uni<Void> killed() {
        return Uni.createFrom().completionStage(() -> Vertx.currentContext().<Void> executeBlocking(() -> {
            database.killTransactions();
            return null;
        }).toCompletionStage());
    }

    private String redelivered(Opening opening, String number) throws Throwable {
        return on(() -> transactions.within(opening, open -> purchases.place(number, open)));
    }

    private void assertRunsAgain(Opening opening, String number) {
        await().atMost(LONG).untilAsserted(() -> assertFailed(number));
        assertThat(rows(number)).isZero();
        try {
            assertThat(redelivered(opening, number)).endsWith("attempt 2");
        } catch (Throwable e) {
            throw new AssertionError("The redelivery failed", e);
        }
        assertCompleted(number);
    }

    private void assertCompleted(String number) {
        await().atMost(LONG).untilAsserted(
                () -> assertThat(record(number).status()).isEqualTo(ProcessingStatus.COMPLETED));
        assertThat(rows(number)).isEqualTo(1);
    }

    private void assertFailed(String number) {
        IdempotencyRecord record = record(number);
        assertThat(record.status()).as(record.toString()).isEqualTo(ProcessingStatus.FAILED);
    }

    private IdempotencyRecord record(String number) {
        return records.find(Purchases.SCOPE, number).map(found -> found.map(FoundRecord::record).orElseThrow())
                .await().atMost(LONG);
    }

    private long rows(String number) {
        return pool.preparedQuery("select count(*) from purchase where number = $1").execute(Tuple.of(number))
                .map(rows -> rows.iterator().next().getLong(0)).await().atMost(LONG);
    }
}
