package io.quarkiverse.eventidempotency.deployment.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** What an event's own code throws while its key is taken. */
class FailingKeyTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Document.class, Broken.class, Ends.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.event-idempotency.scopes.observed.mode", "observe");

    @Inject
    Handlers handlers;

    @Inject
    Ends ends;

    @Test
    void failsTheDelivery() {
        Uni<String> uni = handlers.uni(new Document());
        assertThatThrownBy(() -> uni.await().indefinitely()).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> handlers.plain(new Document())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> handlers.plain(new Broken())).isInstanceOf(StackOverflowError.class);
        assertThat(ends.outcomes).containsExactly(DeliveryOutcome.KEY_FAILED, DeliveryOutcome.KEY_FAILED,
                DeliveryOutcome.KEY_FAILED);
    }

    @Test
    void failsNothingThatIsOnlyObserved() {
        assertThat(handlers.observed(new Document())).isEqualTo("ran without a claim");
        assertThat(handlers.observed(new Broken())).isEqualTo("ran without a claim");
        assertThat(handlers.observedUni(new Document()).await().indefinitely()).isEqualTo("ran without a claim");
    }

    static class Document {

        public String getId() throws IOException {
            throw new IOException("torn");
        }
    }

    static class Broken extends Document {

        @Override
        public String getId() {
            throw new StackOverflowError("of a getter that calls itself");
        }
    }

    @Singleton
    static class Ends {

        final List<DeliveryOutcome> outcomes = new ArrayList<>();

        void on(@Observes DeliveryEnded delivery) {
            if (!"observed".equals(delivery.scope())) {
                outcomes.add(delivery.outcome());
            }
        }
    }

    @ApplicationScoped
    static class Handlers {

        private static String told() {
            return IdempotencyContext.current().isGuarded() ? "ran with a claim" : "ran without a claim";
        }

        @Idempotent(key = "{document.id}")
        Uni<String> uni(Document document) {
            return Uni.createFrom().item("ran");
        }

        @Idempotent(key = "{document.id}")
        String plain(Document document) throws IOException {
            return "ran";
        }

        @Idempotent(scope = "observed", key = "{document.id}")
        String observed(Document document) {
            return told();
        }

        @Idempotent(scope = "observed", key = "{document.id}")
        Uni<String> observedUni(Document document) {
            return Uni.createFrom().item(told());
        }
    }
}
