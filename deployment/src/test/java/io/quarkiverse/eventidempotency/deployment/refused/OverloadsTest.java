package io.quarkiverse.eventidempotency.deployment.refused;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.DefinitionException;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;

/** Overloads have one default scope, which would let one replay the other's results. */
class OverloadsTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.application.name", "shop & co")
            .assertException(e -> assertThat(e).isInstanceOf(DefinitionException.class)
                    .hasMessage("@Idempotent methods would share the default scope"
                            + " \"shop---co.OverloadsTest-Handlers.on\", and replay each other's results: set scope = \"…\" on"
                            + " each [methods: " + Handlers.class.getName() + "#on(int), " + Handlers.class.getName()
                            + "#on(java.lang.String)]"));

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }

        @Idempotent
        void on(@IdempotencyKey int id) {
        }
    }
}
