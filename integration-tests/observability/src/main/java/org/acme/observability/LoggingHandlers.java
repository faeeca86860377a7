package org.acme.observability;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.MDC;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** Handlers that return the scope and the attempt which their log lines have. */
@ApplicationScoped
public class LoggingHandlers {

    @Inject
    LoggingHandlers self;

    private static String here() {
        return MDC.get("event.idempotency.scope") + " " + MDC.get("event.idempotency.attempt");
    }

    @Idempotent(key = "{id}", scope = "log.later")
    public Uni<String> later(String id) {
        String now = here();
        return Uni.createFrom().item(() -> now + ", later " + here()).onItem().delayIt().by(Duration.ofMillis(1));
    }

    @Idempotent(key = "{id}", scope = "log.gate")
    public Uni<String> waits(String id, Uni<String> gate) {
        return gate.map(item -> here());
    }

    @Idempotent(key = "{id}", scope = "log.other")
    public Uni<String> waitsToo(String id, Uni<String> gate) {
        return gate.map(item -> here());
    }

    @Idempotent(key = "{id}", scope = "log.fails")
    public Uni<String> fails(String id) {
        return Uni.createFrom().failure(new IllegalStateException(here()));
    }

    @Idempotent(key = "{id}", scope = "log.plain")
    public String plain(String id) {
        return here();
    }

    @Idempotent(key = "{id}", scope = "log.stage")
    public CompletionStage<String> stage(String id) {
        return CompletableFuture.completedStage(here());
    }

    @Idempotent(key = "{id}", scope = "log.outer")
    public String outer(String id) {
        return here() + ", " + self.plain(id) + ", " + here();
    }
}
