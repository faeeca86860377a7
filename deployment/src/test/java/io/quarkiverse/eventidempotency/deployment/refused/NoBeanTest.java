package io.quarkiverse.eventidempotency.deployment.refused;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DefinitionException;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;

/** A produced object is no bean of its class: no interceptor stands in front of its methods. */
class NoBeanTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Producer.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .assertException(e -> assertThat(e).isInstanceOf(DefinitionException.class)
                    .hasMessage("@Idempotent needs a bean, and no bean class declares or inherits this method: give the class a"
                            + " scope such as @ApplicationScoped [method: " + Handlers.class.getName() + "#on(String)]"));

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    static class Handlers {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    @ApplicationScoped
    static class Producer {

        @Produces
        @ApplicationScoped
        Handlers handlers() {
            return new Handlers();
        }
    }
}
