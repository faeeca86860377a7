package io.quarkiverse.eventidempotency.deployment.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

import org.eclipse.microprofile.context.spi.ThreadContextProvider;
import org.eclipse.microprofile.context.spi.ThreadContextSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import redis.embedded.RedisServer;

/** Replies of the store arrive on its event loop, where the caller's transaction must not be resumed. */
class StoreEventLoopTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int PORT = freePort();
    private static RedisServer server;

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class, ResumedTransactions.class)
                    .addAsServiceProvider(ThreadContextProvider.class, ResumedTransactions.class))
            .setForcedDependencies(
                    List.of(Dependency.of("io.quarkus", "quarkus-narayana-jta-deployment", Version.getVersion())))
            .setBeforeAllCustomizer(StoreEventLoopTest::startRedis)
            .setAfterAllCustomizer(() -> server.stop())
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideConfigKey("quarkus.redis.hosts", "redis://127.0.0.1:" + PORT);

    @Inject
    Handler handler;

    @Inject
    EventIdempotency idempotency;

    @Inject
    IdempotencyRecords records;

    @Inject
    TransactionManager transactions;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void startRedis() {
        server = RedisServer.builder().port(PORT).setting("bind 127.0.0.1").setting("save \"\"").build();
        server.start();
    }

    @BeforeEach
    void begin() throws Exception {
        ResumedTransactions.THREADS.clear();
        ResumedTransactions.transactions = transactions;
        transactions.begin();
    }

    @AfterEach
    void noneIsResumedOnAnEventLoop() throws Exception {
        if (transactions.getStatus() != Status.STATUS_NO_TRANSACTION) {
            transactions.rollback();
        }
        ResumedTransactions.transactions = null;
        assertThat(ResumedTransactions.THREADS).noneMatch(name -> name.contains("eventloop"));
    }

    @Test
    void ofGuardedMethods() throws Exception {
        assertThat(handler.on("one")).isEqualTo("one");
        assertThat(handler.uni("two").await().atMost(LONG)).isEqualTo("two");
        assertThatThrownBy(() -> handler.on("fails")).isInstanceOf(IllegalStateException.class);
        transactions.commit();
        transactions.begin();
        await().atMost(LONG).until(() -> records.find(Handler.SCOPE, "two").await().atMost(LONG).orElseThrow().record()
                .status() == RecordStatus.COMPLETED);
        assertThat(handler.uni("two").await().atMost(LONG)).isEqualTo("two");
    }

    @Test
    void ofClaimsThatCodeSettles() {
        IdempotencyScope<String> scope = idempotency.scope(Handler.SCOPE, String.class);
        Claim.Acquired<String> claim = (Claim.Acquired<String>) scope.claim("code").await().atMost(LONG);
        assertThat(claim.renew().await().atMost(LONG)).isTrue();
        assertThat(claim.complete("done").await().atMost(LONG)).isEqualTo(Claim.Acquired.Settlement.STORED);
    }

    @Test
    void ofOperators() {
        handler.on("kept");
        assertThat(records.find(Handler.SCOPE, "kept").await().atMost(LONG)).isPresent();
        assertThat(records.list(RecordFilter.ALL.withScope(Handler.SCOPE)).collect().asList().await().atMost(LONG))
                .isNotEmpty();
        assertThat(records.count(RecordFilter.ALL.withScope(Handler.SCOPE), 100).await().atMost(LONG).n()).isPositive();
        records.release(Handler.SCOPE, "kept").await().atMost(LONG);
        assertThat(records.delete(RecordFilter.ALL.withScope(Handler.SCOPE)).await().atMost(LONG).deleted()).isPositive();
    }

    /** Nor has a thread that goes on with it the context of the store. */
    @Test
    void contextOfTheStoreIsNotHandedOn() {
        assertThat(records.find(Handler.SCOPE, "none").map(found -> Optional.ofNullable(Vertx.currentContext())).await()
                .atMost(LONG)).isEmpty();
    }

    /** Sees that a transaction is resumed where somebody's code asks for it. */
    @Test
    void recordsWhereItIsResumed() {
        Uni.createFrom().item("one").map(item -> item).await().atMost(LONG);
        assertThat(ResumedTransactions.THREADS).contains(Thread.currentThread().getName());
    }

    @ApplicationScoped
    static class Handler {

        static final String SCOPE = "loops";

        @Idempotent(scope = SCOPE, key = "{id}")
        String on(String id) {
            if (id.equals("fails")) {
                throw new IllegalStateException(id);
            }
            return id;
        }

        @Idempotent(scope = SCOPE, key = "{id}")
        Uni<String> uni(String id) {
            return Uni.createFrom().item(id);
        }
    }

    /** Notes the threads on which a context is entered that was captured within a transaction. */
    public static final class ResumedTransactions implements ThreadContextProvider {

        static final Queue<String> THREADS = new ConcurrentLinkedQueue<>();
        static volatile TransactionManager transactions;

        @Override
        public ThreadContextSnapshot currentContext(Map<String, String> properties) {
            boolean within = isWithin();
            return () -> {
                if (within) {
                    THREADS.add(Thread.currentThread().getName());
                }
                return () -> {
                };
            };
        }

        private static boolean isWithin() {
            try {
                return transactions != null && transactions.getStatus() != Status.STATUS_NO_TRANSACTION;
            } catch (SystemException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
            return () -> () -> {
            };
        }

        @Override
        public String getThreadContextType() {
            return "ResumedTransactions";
        }
    }
}
