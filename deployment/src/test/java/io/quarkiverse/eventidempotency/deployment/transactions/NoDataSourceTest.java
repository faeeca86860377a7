package io.quarkiverse.eventidempotency.deployment.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;

/** An application without a database. */
class NoDataSourceTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClass(Handler.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "none")
            .assertException(e -> assertThat(e).hasMessageContainingAll("inTransaction = true of @Idempotent writes the record"
                    + " with the data source <default>, and the application has no transaction manager",
                    Handler.class.getName() + "#on(java.lang.String)"));

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    @ApplicationScoped
    static class Handler {

        @Idempotent(key = "{id}", inTransaction = true)
        void on(String id) {
        }
    }
}
