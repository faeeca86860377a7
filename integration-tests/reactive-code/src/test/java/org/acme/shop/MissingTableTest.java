package org.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** A start that expects a table which no migration has created, for the records of code. */
class MissingTableTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClass(Shop.class))
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.event-idempotency.store", "none")
            .overrideConfigKey("quarkus.event-idempotency.database.datasource", "north")
            .overrideConfigKey("quarkus.event-idempotency.database.schema", "validate")
            .setBeforeAllCustomizer(() -> start())
            .setAfterAllCustomizer(() -> Postgres.stop())
            .assertException(e -> assertThat(e).hasMessageContainingAll("table event_idempotency in the database of the data"
                    + " source north", "io/quarkiverse/eventidempotency/schema/postgresql/R__event_idempotency.sql"));

    private static void start() {
        Postgres.start(TEST, "north");
    }

    @Test
    void startFails() {
        Assertions.fail("The start was expected to fail");
    }
}
