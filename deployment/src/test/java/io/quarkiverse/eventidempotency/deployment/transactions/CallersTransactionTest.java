package io.quarkiverse.eventidempotency.deployment.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import jakarta.transaction.UserTransaction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** A call within a transaction is completed with it. */
class CallersTransactionTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class, Caller.class, Base.class, Suspending.class))
            .setForcedDependencies(
                    List.of(Dependency.of("io.quarkus", "quarkus-narayana-jta-deployment", Version.getVersion())))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Handler handler;

    @Inject
    Caller caller;

    @Inject
    Suspending suspending;

    @Inject
    EventIdempotency idempotency;

    @Inject
    UserTransaction transaction;

    @Inject
    TransactionManager transactions;

    @AfterEach
    void nothingIsLeftOnTheThread() throws Exception {
        if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            transaction.rollback();
        }
    }

    /** As another process would see it. */
    private String elsewhere(String id) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return handler.on(id);
            } catch (EventInFlightException e) {
                return "in flight";
            }
        }).orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void commitCompletes() throws Exception {
        transaction.begin();
        String result = handler.on("commit");
        assertThat(elsewhere("commit")).as("before the commit").isEqualTo("in flight");
        transaction.commit();
        assertThat(elsewhere("commit")).as("at once after the commit").isEqualTo(result);
    }

    @Test
    void rollbackLetsTheEventRunAgain() throws Exception {
        transaction.begin();
        assertThat(handler.on("rollback")).endsWith("attempt 1");
        transaction.rollback();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(elsewhere("rollback")).endsWith("attempt 2"));
    }

    @Test
    void doomedTransactionLetsTheEventRunAgain() throws Exception {
        transaction.begin();
        assertThat(handler.on("doomed after")).endsWith("attempt 1");
        transaction.setRollbackOnly();
        transaction.rollback();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(elsewhere("doomed after")).endsWith("attempt 2"));

        transaction.begin();
        assertThat(handler.dooming("doomed within")).isEqualTo("doomed");
        transaction.rollback();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(elsewhere("doomed within")).endsWith("attempt 2"));

        transaction.begin();
        transaction.setRollbackOnly();
        assertThat(handler.on("doomed before")).endsWith("attempt 1");
        transaction.rollback();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(elsewhere("doomed before")).endsWith("attempt 2"));
    }

    @Test
    void transactionThatTimesOutLetsTheEventRunAgain() throws Exception {
        transaction.setTransactionTimeout(1);
        try {
            transaction.begin();
        } finally {
            transaction.setTransactionTimeout(0);
        }
        assertThat(handler.on("late")).endsWith("attempt 1");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(elsewhere("late")).endsWith("attempt 2"));
    }

    @Test
    void uniAndStageFollowItToo() throws Exception {
        transaction.begin();
        assertThat(handler.uni("uni").await().atMost(Duration.ofSeconds(20))).endsWith("attempt 1");
        assertThat(handler.stage("stage").toCompletableFuture().get(20, TimeUnit.SECONDS)).endsWith("attempt 1");
        assertThat(elsewhere("uni")).as("before the rollback").isEqualTo("in flight");
        assertThat(elsewhere("stage")).as("before the rollback").isEqualTo("in flight");
        transaction.rollback();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(elsewhere("uni")).endsWith("attempt 2"));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(elsewhere("stage")).endsWith("attempt 2"));

        transaction.begin();
        String result = handler.uni("committed uni").await().atMost(Duration.ofSeconds(20));
        transaction.commit();
        assertThat(elsewhere("committed uni")).as("at once after the commit").isEqualTo(result);
    }

    @Test
    @Timeout(20)
    void secondCallWithAKeyFailsAtOnce() throws Exception {
        transaction.begin();
        assertThat(handler.on("twice")).endsWith("attempt 1");
        assertThatThrownBy(() -> handler.dooming("twice")).isInstanceOf(NestedClaimException.class)
                .hasMessageContaining("Handler#dooming(java.lang.String) claims the key that")
                .hasMessageContaining("Handler#on(java.lang.String) holds until the transaction ends");
        transaction.commit();
        assertThat(elsewhere("twice")).endsWith("attempt 1");
    }

    @Test
    void codeFollowsItToo() throws Exception {
        IdempotencyScope<String> scope = idempotency.scope("transactions", String.class);
        transaction.begin();
        assertThat(scope.runBlocking("code", () -> "one")).isEqualTo("one");
        assertThat(scope.run("code uni", () -> Uni.createFrom().item("one")).await().atMost(Duration.ofSeconds(20)))
                .isEqualTo("one");
        assertThat(elsewhere("code")).isEqualTo("in flight");
        assertThat(elsewhere("code uni")).isEqualTo("in flight");
        transaction.rollback();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(elsewhere("code")).endsWith("attempt 2"));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(elsewhere("code uni")).endsWith("attempt 2"));
    }

    /** What it has done stands when the caller's is rolled back. */
    @Test
    void bodyThatSuspendsItIsCompletedByItself() throws Exception {
        transaction.begin();
        assertThat(handler.requiresNew("new")).isEqualTo("done");
        assertThat(suspending.done("inherited")).isEqualTo("done");
        assertThat(suspending.part("part")).isEqualTo("done");
        assertThat(elsewhere("new")).isEqualTo("done");
        assertThat(elsewhere("inherited")).isEqualTo("done");
        assertThat(elsewhere("part")).isEqualTo("in flight");
        transaction.rollback();
        assertThat(elsewhere("new")).isEqualTo("done");
    }

    /** As {@code QuarkusTransaction.requiringNew()} makes one. */
    @Test
    void newTransactionIsFollowedInsteadOfTheSuspendedOne() throws Exception {
        transactions.begin();
        Transaction suspended = transactions.suspend();
        transactions.begin();
        assertThat(handler.on("inner")).endsWith("attempt 1");
        transactions.rollback();
        transactions.resume(suspended);
        transactions.commit();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(elsewhere("inner")).endsWith("attempt 2"));
    }

    /** Its transaction is ended where its Uni ends: here on an event loop. */
    @Test
    void commitOnAnEventLoopCompletes() {
        assertThat(caller.later("later").await().atMost(Duration.ofSeconds(20))).endsWith("attempt 1");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(elsewhere("later")).endsWith("attempt 1"));
    }

    @Test
    void failureIsStoredAtOnce() throws Exception {
        transaction.begin();
        assertThatThrownBy(() -> handler.failing("failing")).isInstanceOf(IllegalStateException.class);
        assertThat(elsewhere("failing")).endsWith("attempt 2");
        transaction.commit();
        assertThat(elsewhere("failing")).endsWith("attempt 2");
    }

    @Test
    void duplicateIsAnsweredWithinATransaction() throws Exception {
        String result = handler.on("duplicate");
        transaction.begin();
        assertThat(handler.on("duplicate")).isEqualTo(result);
        transaction.rollback();
        assertThat(handler.on("duplicate")).isEqualTo(result);
    }

    @Test
    void transactionOfTheBodyIsItsOwn() throws Exception {
        assertThat(handler.on("none")).endsWith("attempt 1");
        assertThat(elsewhere("none")).endsWith("attempt 1");
        assertThat(handler.committing("own")).isEqualTo("committed");
        assertThat(elsewhere("own")).isEqualTo("committed");
        transaction.begin();
        assertThat(handler.ending("ended")).isEqualTo("ended");
        assertThat(elsewhere("ended")).as("the body has committed the caller's").isEqualTo("ended");
        transaction.begin();
        assertThat(handler.rollingBack("undone")).isEqualTo("undone");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(elsewhere("undone")).endsWith("attempt 2"));
    }

    @Test
    void transactionThatTimesOutBeforeTheBodyEndsLetsTheEventRunAgain() throws Exception {
        transaction.setTransactionTimeout(1);
        try {
            transaction.begin();
        } finally {
            transaction.setTransactionTimeout(0);
        }
        assertThat(handler.slow("slow")).isEqualTo("slow");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(elsewhere("slow")).endsWith("attempt 2"));
    }

    @ApplicationScoped
    static class Handler {

        private static final String SCOPE = "transactions";

        private final AtomicInteger bodies = new AtomicInteger();

        @Inject
        TransactionManager transactions;

        @Idempotent(scope = SCOPE, key = "{id}", onInFlight = OnInFlight.FAIL)
        String on(String id) {
            return told();
        }

        @Idempotent(scope = SCOPE, key = "{id}", onInFlight = OnInFlight.FAIL)
        Uni<String> uni(String id) {
            return Uni.createFrom().item(told());
        }

        @Idempotent(scope = SCOPE, key = "{id}", onInFlight = OnInFlight.FAIL)
        CompletionStage<String> stage(String id) {
            return CompletableFuture.completedStage(told());
        }

        @Idempotent(scope = SCOPE, key = "{id}")
        String rollingBack(String id) throws Exception {
            transactions.rollback();
            return "undone";
        }

        /** Until the transaction is rolled back. */
        @Idempotent(scope = SCOPE, key = "{id}")
        String slow(String id) throws Exception {
            Transaction transaction = transactions.getTransaction();
            await().atMost(Duration.ofSeconds(20)).until(() -> transaction.getStatus() == Status.STATUS_ROLLEDBACK);
            return "slow";
        }

        @Transactional(TxType.REQUIRES_NEW)
        @Idempotent(scope = SCOPE, key = "{id}")
        String requiresNew(String id) {
            return "done";
        }

        private String told() {
            return "body " + bodies.incrementAndGet() + ", attempt " + IdempotencyContext.current().attempt();
        }

        @Idempotent(scope = SCOPE, key = "{id}")
        String dooming(String id) throws Exception {
            transactions.setRollbackOnly();
            return "doomed";
        }

        @Idempotent(scope = SCOPE, key = "{id}")
        String failing(String id) {
            throw new IllegalStateException("no");
        }

        @Idempotent(scope = SCOPE, key = "{id}")
        String committing(String id) throws Exception {
            transactions.begin();
            transactions.commit();
            return "committed";
        }

        @Idempotent(scope = SCOPE, key = "{id}")
        String ending(String id) throws Exception {
            transactions.commit();
            return "ended";
        }
    }

    @ApplicationScoped
    static class Caller {

        @Inject
        Handler handler;

        @Inject
        Vertx vertx;

        @Transactional
        Uni<String> later(String id) {
            String result = handler.on(id);
            return Uni.createFrom().emitter(emitter -> vertx.runOnContext(ignored -> emitter.complete(result)));
        }
    }

    abstract static class Base {

        @Idempotent(scope = "transactions", key = "{id}")
        String done(String id) {
            return "done";
        }

        @Transactional
        @Idempotent(scope = "transactions", key = "{id}")
        String part(String id) {
            return "done";
        }
    }

    @ApplicationScoped
    @Transactional(TxType.NOT_SUPPORTED)
    static class Suspending extends Base {
    }
}
