package io.quarkiverse.eventidempotency.deployment.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.arc.Unremovable;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** Methods that return a {@code Uni}, in an application whose database is reached through JDBC alone. */
class NoReactiveClientTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClass(Handler.class))
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-agroal-deployment", Version.getVersion()),
                    Dependency.of("io.quarkus", "quarkus-jdbc-h2-deployment", Version.getVersion())))
            .overrideConfigKey("quarkus.event-idempotency.store", "none")
            .assertException(e -> assertThat(e).hasMessageContainingAll("inTransaction = true of @Idempotent writes the record"
                    + " with the data source <default>, and there is no reactive data source of that name: add its client,"
                    + " such as io.quarkus:quarkus-reactive-pg-client",
                    Handler.class.getName() + "#on(java.lang.String)",
                    "which @Transactional does not begin: annotate it with @WithTransaction instead, or return the result"
                            + " itself [method: " + Handler.class.getName() + "#transactional(java.lang.String)]"));

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    @Unremovable
    @ApplicationScoped
    static class Handler {

        @Idempotent(key = "{id}", inTransaction = true)
        Uni<Void> on(String id) {
            return Uni.createFrom().voidItem();
        }

        @Transactional
        @Idempotent(key = "{id}", inTransaction = true)
        Uni<Void> transactional(String id) {
            return Uni.createFrom().voidItem();
        }
    }
}
