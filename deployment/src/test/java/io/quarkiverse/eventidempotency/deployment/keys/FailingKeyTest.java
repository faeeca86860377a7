package io.quarkiverse.eventidempotency.deployment.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletionException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** What an event's own code throws while its key is taken. */
class FailingKeyTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Document.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.event-idempotency.scopes.observed.mode", "observe");

    @Inject
    Handlers handlers;

    @Test
    void failsTheDelivery() {
        Uni<String> uni = handlers.uni(new Document());
        assertThatThrownBy(() -> uni.await().indefinitely()).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> handlers.plain(new Document())).isInstanceOf(IOException.class);
    }

    @Test
    void failsNothingThatIsOnlyObserved() {
        assertThat(handlers.observed(new Document())).isEqualTo("ran without a claim");
        assertThat(handlers.observedUni(new Document()).await().indefinitely()).isEqualTo("ran without a claim");
    }

    static class Document {

        public String getId() throws IOException {
            throw new IOException("torn");
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
