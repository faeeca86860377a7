package org.acme.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Inject;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.vertx.RunOnVertxContext;
import io.quarkus.test.vertx.UniAsserter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

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
    @RunOnVertxContext
    void endsWithTheLastOfSeveral(UniAsserter asserter) {
        AtomicReference<UniEmitter<? super String>> first = new AtomicReference<>();
        AtomicReference<UniEmitter<? super String>> second = new AtomicReference<>();
        asserter.assertThat(() -> {
            Uni<List<String>> both = Uni.join().all(
                    handlers.waits("g1", Uni.createFrom().<String> emitter(first::set)),
                    handlers.waitsToo("g2", Uni.createFrom().<String> emitter(second::set))).andFailFast();
            Context here = Vertx.currentContext();
            CompletableFuture.runAsync(() -> {
                await().until(() -> first.get() != null && second.get() != null);
                here.runOnContext(x -> {
                    first.get().complete("go");
                    second.get().complete("go");
                });
            });
            return both;
        }, seen -> {
            assertThat(seen).containsExactly("log.other 1", "log.other 1");
            assertThat(here()).isEqualTo("null null");
        });
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
