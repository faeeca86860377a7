package io.quarkiverse.eventidempotency.deployment.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** Scopes that are only observed, and one that is not. */
class ObservedTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideRuntimeConfigKey("quarkus.event-idempotency.mode", "observe")
            .overrideRuntimeConfigKey("quarkus.event-idempotency.scopes.\"guarded\".mode", "guard")
            .setLogRecordPredicate(record -> record.getLevel().intValue() >= Level.WARNING.intValue()
                    && record.getLoggerName().startsWith("io.quarkiverse.eventidempotency"))
            .assertLogRecords(records -> assertThat(records).filteredOn(record -> !record.getMessage().startsWith("QEI00005"))
                    .singleElement().satisfies(record -> {
                        assertThat(record.getMessage()).startsWith("QEI00020: ");
                        assertThat(record.getParameters()).containsExactly(Set.of("observed", "observed.uni"));
                    }));

    @Inject
    Handlers handlers;

    @Test
    void nothingIsSkippedOrRefused() {
        assertThat(handlers.observed("1")).isEqualTo("body 1, true");
        assertThat(handlers.observed("1")).isEqualTo("body 2, false");
        assertThat(handlers.observed("")).as("without a key").isEqualTo("body 3, false");
        assertThat(handlers.uni("1").await().indefinitely()).isEqualTo("body 4, true");
        assertThat(handlers.uni("1").await().indefinitely()).isEqualTo("body 5, false");
    }

    @Test
    void otherScopesAreGuarded() {
        assertThat(handlers.guarded("1")).isEqualTo("first");
        assertThat(handlers.guarded("1")).isEqualTo("first");
    }

    @ApplicationScoped
    static class Handlers {

        private final AtomicInteger bodies = new AtomicInteger();
        private final AtomicInteger guarded = new AtomicInteger();

        private String told() {
            return "body " + bodies.incrementAndGet() + ", " + IdempotencyContext.current().isGuarded();
        }

        @Idempotent(scope = "observed", key = "{id}", onDuplicate = OnDuplicate.FAIL)
        String observed(String id) {
            return told();
        }

        @Idempotent(scope = "observed.uni", key = "{id}")
        Uni<String> uni(String id) {
            return Uni.createFrom().item(told());
        }

        @Idempotent(scope = "guarded", key = "{id}")
        String guarded(String id) {
            return guarded.incrementAndGet() == 1 ? "first" : "second";
        }
    }
}
