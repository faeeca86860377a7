package org.acme.purchases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** A call within a reactive transaction is completed with it, however that is opened. */
@QuarkusTest
class ReactiveTransactionsTest extends PurchasesTest {

    @ParameterizedTest
    @EnumSource
    void commitCompletes(Opening opening) throws Throwable {
        String number = "committed " + opening;
        AtomicReference<RecordStatus> before = new AtomicReference<>();
        String result = on(() -> transactions.within(opening, open -> purchases.place(number, open)
                .call(() -> records.find(Purchases.SCOPE, number)
                        .invoke(found -> before.set(found.orElseThrow().record().status())))));

        assertThat(before.get()).as("before the commit").isEqualTo(RecordStatus.PROCESSING);
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
            assertThat(opening.isOfHibernate()).as("is reported").isFalse();
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
}
