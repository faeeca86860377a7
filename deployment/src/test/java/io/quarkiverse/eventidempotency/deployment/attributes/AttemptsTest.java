package io.quarkiverse.eventidempotency.deployment.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** What becomes of an event that has crashed or failed before, and of results that are not stored. */
class AttemptsTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Consumer.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("mp.messaging.incoming.reported.connector", InMemoryConnector.CONNECTOR)
            .overrideRuntimeConfigKey("quarkus.event-idempotency.scopes.\"configured\".max-attempts", "1")
            .overrideRuntimeConfigKey("quarkus.event-idempotency.scopes.\"crashing\".after-crash", "quarantine");

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Handlers handlers;

    @Inject
    Consumer consumer;

    /** Its lease runs out, as that of a process that died. */
    private static void crash(Uni<?> delivery) {
        delivery.subscribe().with(item -> {
        }).cancel();
    }

    @Test
    void crashIsQuarantined() {
        crash(handlers.quarantined("1", Uni.createFrom().nothing()));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> handlers.quarantined("1", Uni.createFrom().item("never")).await().atMost(SOON))
                    .isInstanceOf(EventQuarantinedException.class);
        }
        assertThat(handlers.quarantined("2", Uni.createFrom().item("whole")).await().atMost(SOON)).isEqualTo("whole");
    }

    @Test
    void crashRunsAgainByDefault() {
        crash(handlers.rerun("1", Uni.createFrom().nothing()));
        assertThat(handlers.rerun("1", Uni.createFrom().item("again")).await().atMost(SOON)).isEqualTo("again, attempt 2");
    }

    @Test
    void attemptsAreBounded() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> handlers.bounded("1")).isInstanceOf(IllegalStateException.class);
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> handlers.bounded("1")).isInstanceOf(AttemptsExhaustedException.class)
                    .hasMessageContaining("2 attempts");
        }
        assertThat(handlers.bodies()).isEqualTo(2);
    }

    @Test
    void configurationOfTheScopeComesFirst() {
        assertThatThrownBy(() -> handlers.configured("1", Uni.createFrom().failure(new IllegalStateException("no"))).await()
                .atMost(SOON)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> handlers.configured("1", Uni.createFrom().item("never")).await().atMost(SOON))
                .isInstanceOf(AttemptsExhaustedException.class);
        crash(handlers.crashing("2", Uni.createFrom().nothing()));
        assertThatThrownBy(() -> handlers.crashing("2", Uni.createFrom().item("never")).await().atMost(SOON))
                .isInstanceOf(EventQuarantinedException.class);
    }

    @Test
    void resultThatIsNotStoredIsNotReplayed() {
        assertThat(consumer.on("1").await().atMost(SOON)).isEqualTo("report 1");
        assertThat(consumer.on("1").await().atMost(SOON)).isNull();
        handlers.unstored("1");
        handlers.unstored("1");
        assertThat(handlers.unstored()).isEqualTo(1);
    }

    @ApplicationScoped
    static class Handlers {

        private final AtomicInteger bodies = new AtomicInteger();
        private final AtomicInteger unstored = new AtomicInteger();

        int bodies() {
            return bodies.get();
        }

        int unstored() {
            return unstored.get();
        }

        @Idempotent(key = "{id}", lease = "100ms", afterCrash = AfterCrash.QUARANTINE)
        Uni<String> quarantined(String id, Uni<String> outcome) {
            return outcome;
        }

        @Idempotent(key = "{id}", lease = "100ms")
        Uni<String> rerun(String id, Uni<String> outcome) {
            int attempt = IdempotencyContext.current().attempt();
            return outcome.map(item -> item + ", attempt " + attempt);
        }

        @Idempotent(key = "{id}", maxAttempts = 2)
        void bounded(String id) {
            bodies.incrementAndGet();
            throw new IllegalStateException("again");
        }

        @Idempotent(key = "{id}", scope = "configured", maxAttempts = 5)
        Uni<String> configured(String id, Uni<String> outcome) {
            return outcome;
        }

        @Idempotent(key = "{id}", scope = "crashing", lease = "100ms", afterCrash = AfterCrash.RERUN)
        Uni<String> crashing(String id, Uni<String> outcome) {
            return outcome;
        }

        @Idempotent(key = "{id}", storeResult = false)
        void unstored(String id) {
            unstored.incrementAndGet();
        }
    }

    @ApplicationScoped
    static class Consumer {

        @Incoming("reported")
        @Idempotent(key = "{id}", storeResult = false)
        Uni<String> on(String id) {
            return Uni.createFrom().item("report " + id);
        }
    }
}
