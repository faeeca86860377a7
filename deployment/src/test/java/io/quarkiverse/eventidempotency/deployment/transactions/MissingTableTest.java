package io.quarkiverse.eventidempotency.deployment.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;

/** A start that expects a table which no migration has created. */
class MissingTableTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClass(Handler.class))
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-agroal-deployment", Version.getVersion()),
                    Dependency.of("io.quarkus", "quarkus-jdbc-h2-deployment", Version.getVersion())))
            .overrideConfigKey("quarkus.event-idempotency.store", "none")
            .overrideConfigKey("quarkus.event-idempotency.database.schema", "validate")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:missing")
            .assertException(e -> assertThat(e).hasMessageContainingAll("needs the table event_idempotency in the database of"
                    + " the data source <default>", "io/quarkiverse/eventidempotency/schema/h2/R__event_idempotency.sql"));

    @Test
    void startFails() {
        Assertions.fail("The start was expected to fail");
    }

    @ApplicationScoped
    static class Handler {

        @Transactional
        @Idempotent(key = "{id}", inTransaction = true)
        void on(String id) {
        }
    }
}
