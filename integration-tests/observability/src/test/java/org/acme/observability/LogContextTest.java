package org.acme.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.vertx.RunOnVertxContext;
import io.quarkus.test.vertx.UniAsserter;

/** The scope and the attempt that log lines of a handler have. */
@QuarkusTest
@QuarkusTestResource(RedisResource.class)
class LogContextTest {

    private static final String SCOPE = "event.idempotency.scope";
    private static final String ATTEMPT = "event.idempotency.attempt";

    @Inject
    LoggingHandlers handlers;

    private static String here() {
        return MDC.get(SCOPE) + " " + MDC.get(ATTEMPT);
    }

    @Test
    @RunOnVertxContext
    void isThereWhileUniRuns(UniAsserter asserter) {
        asserter.assertThat(() -> handlers.later("u1"), seen -> {
            assertThat(seen).isEqualTo("log.later 1, later log.later 1");
            assertThat(here()).isEqualTo("null null");
        });
    }

    @Test
    @RunOnVertxContext
    void endsWithFailure(UniAsserter asserter) {
        asserter.assertFailedWith(() -> handlers.fails("f1"), failure -> {
            assertThat(failure).hasMessage("log.fails 1");
            assertThat(here()).isEqualTo("null null");
        });
        asserter.assertFailedWith(() -> handlers.fails("f1"), failure -> assertThat(failure).hasMessage("log.fails 2"));
    }

    @Test
    void isThereOnPlainThread() {
        assertThat(handlers.plain("p1")).isEqualTo("log.plain 1");
        assertThat(here()).isEqualTo("null null");
    }

    @Test
    void returnsToOuterHandler() throws Exception {
        assertThat(handlers.outer("o1")).isEqualTo("log.outer 1, log.plain 1, log.outer 1");
        assertThat(handlers.stage("s1").toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("log.stage 1");
        assertThat(here()).isEqualTo("null null");
    }
}
