package org.acme.purchases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/** Which transactions a call is completed with, and which not. */
@QuarkusTest
class FollowedTransactionsTest extends PurchasesTest {

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
                                .as("after the inner one's commit").isEqualTo(RecordStatus.PROCESSING)))
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
}
