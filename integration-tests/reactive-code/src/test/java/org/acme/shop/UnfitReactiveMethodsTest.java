package org.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.arc.Unremovable;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.vertx.ConsumeEvent;
import io.smallrye.mutiny.Uni;

/** Methods whose records can be part of no reactive transaction: all of them are reported. */
class UnfitReactiveMethodsTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, OnClass.class))
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.event-idempotency.store", "none")
            .overrideConfigKey("quarkus.datasource.north.db-kind", "postgresql")
            .overrideConfigKey("quarkus.event-idempotency.database.datasource", "absent")
            .overrideConfigKey("quarkus.event-idempotency.database.scope-datasource.consume", "north")
            .overrideConfigKey("quarkus.event-idempotency.database.scope-datasource.transactional", "north")
            .overrideConfigKey("quarkus.event-idempotency.database.scope-datasource.onClass", "north")
            .assertException(e -> assertThat(e).hasMessageContainingAll(
                    "Found 4 deployment problems",
                    "needs an active reactive transaction, and nothing begins one before this method is called: annotate it"
                            + " with @WithTransaction, or begin one in it and use IdempotencyScope.in(SqlConnection) [method: "
                            + Handlers.class.getName() + "#consume(java.lang.String)]",
                    "which @Transactional does not begin: annotate it with @WithTransaction instead, or return the result"
                            + " itself [method: " + Handlers.class.getName() + "#transactional(java.lang.String)]",
                    OnClass.class.getName() + "#onClass(java.lang.String)]",
                    "writes the record with the data source absent, and there is no reactive data source of that name: add its"
                            + " client, such as io.quarkus:quarkus-reactive-pg-client, and its db-kind, or name another one in"
                            + " quarkus.event-idempotency.database.datasource (there is: north) [method: "
                            + Handlers.class.getName() + "#elsewhere(java.lang.String)]"));

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    @Unremovable
    @ApplicationScoped
    static class Handlers {

        @ConsumeEvent("orders")
        @Idempotent(key = "{id}", scope = "consume", inTransaction = true)
        Uni<Void> consume(String id) {
            return Uni.createFrom().voidItem();
        }

        @Transactional
        @Idempotent(key = "{id}", scope = "transactional", inTransaction = true)
        Uni<Void> transactional(String id) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{id}", scope = "elsewhere", inTransaction = true)
        Uni<Void> elsewhere(String id) {
            return Uni.createFrom().voidItem();
        }
    }

    @Transactional
    @Unremovable
    @ApplicationScoped
    static class OnClass {

        @Idempotent(key = "{id}", scope = "onClass", inTransaction = true)
        Uni<Void> onClass(String id) {
            return Uni.createFrom().voidItem();
        }
    }
}
