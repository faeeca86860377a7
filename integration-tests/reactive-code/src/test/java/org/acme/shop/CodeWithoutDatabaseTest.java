package org.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** Code that keeps records in transactions, where configuration names no data source for them. */
class CodeWithoutDatabaseTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClass(Shop.class))
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.event-idempotency.store", "none")
            .overrideConfigKey("quarkus.datasource.north.db-kind", "postgresql")
            .overrideConfigKey("quarkus.event-idempotency.database.datasource", "absent")
            .assertException(
                    e -> assertThat(e).hasMessageContaining("IdempotencyScope.in(SqlConnection) writes records with the"
                            + " data source absent, and there is no reactive data source of that name: add its client, such as"
                            + " io.quarkus:quarkus-reactive-pg-client, and its db-kind, or name another one in"
                            + " quarkus.event-idempotency.database.datasource (there is: north) [classes: org.acme.shop.Shop]"));

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }
}
