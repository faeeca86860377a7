package io.quarkiverse.eventidempotency.deployment.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.ReplayedFailureException;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** The failures that are an outcome, by each shape of method. */
class TerminalFailuresTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Declined.class, DeclinedForGood.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Handlers handlers;

    private void assertTerminal(ThrowingCallable call, Class<? extends Throwable> failure, String message) {
        int before = handlers.bodies();
        assertThat(unwrapped(call)).isInstanceOf(failure).hasMessage(message);
        for (int i = 0; i < 2; i++) {
            Throwable replayed = unwrapped(call);
            assertThat(replayed).isInstanceOf(ReplayedFailureException.class);
            assertThat(((ReplayedFailureException) replayed).failureType()).isEqualTo(failure.getName());
            assertThat(((ReplayedFailureException) replayed).failureMessage()).isEqualTo(message);
        }
        assertThat(handlers.bodies() - before).isEqualTo(1);
    }

    private static Throwable unwrapped(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    @Test
    void eachShapeStoresThem() {
        assertTerminal(() -> handlers.uni("uni", new Declined("no")).await().indefinitely(), Declined.class, "no");
        assertTerminal(() -> handlers.stage("stage", new Declined("no")).toCompletableFuture().join(), Declined.class, "no");
        assertTerminal(() -> handlers.plain("plain", new Declined("no")), Declined.class, "no");
    }

    @Test
    void failureBeforeTheUniIsOneToo() {
        assertTerminal(() -> handlers.thrown("thrown", new Declined(null)).await().indefinitely(), Declined.class, null);
    }

    @Test
    void subtypesAndCheckedOnesCount() {
        assertTerminal(() -> handlers.plain("subtype", new DeclinedForGood()), DeclinedForGood.class, "for good");
        assertTerminal(() -> handlers.plain("checked", new FileNotFoundException("gone")), FileNotFoundException.class, "gone");
    }

    @Test
    void othersRunAgain() {
        for (int attempt = 0; attempt < 2; attempt++) {
            int before = handlers.bodies();
            assertThatThrownBy(() -> handlers.plain("other", new IllegalStateException("later")))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(handlers.bodies() - before).isEqualTo(1);
        }
        assertThatThrownBy(() -> handlers.none("none", new Declined("no"))).isInstanceOf(Declined.class);
        assertThatThrownBy(() -> handlers.none("none", new Declined("no"))).isInstanceOf(Declined.class);
    }

    /** Seen by nobody outside of the handler's package. */
    static class Declined extends RuntimeException {

        Declined(String message) {
            super(message);
        }
    }

    static class DeclinedForGood extends Declined {

        DeclinedForGood() {
            super("for good");
        }
    }

    @ApplicationScoped
    static class Handlers {

        private final AtomicInteger bodies = new AtomicInteger();

        int bodies() {
            return bodies.get();
        }

        @Idempotent(key = "{id}", terminalOn = Declined.class)
        Uni<String> uni(String id, Throwable failure) {
            return Uni.createFrom().failure(() -> {
                bodies.incrementAndGet();
                return failure;
            });
        }

        @Idempotent(key = "{id}", terminalOn = Declined.class)
        Uni<String> thrown(String id, RuntimeException failure) {
            bodies.incrementAndGet();
            throw failure;
        }

        @Idempotent(key = "{id}", terminalOn = Declined.class)
        CompletionStage<String> stage(String id, Throwable failure) {
            return CompletableFuture.runAsync(bodies::incrementAndGet)
                    .thenCompose(ran -> CompletableFuture.failedStage(failure));
        }

        @Idempotent(key = "{id}", terminalOn = { IOException.class, Declined.class })
        void plain(String id, Exception failure) throws Exception {
            bodies.incrementAndGet();
            throw failure;
        }

        @Idempotent(key = "{id}")
        void none(String id, RuntimeException failure) {
            throw failure;
        }
    }
}
