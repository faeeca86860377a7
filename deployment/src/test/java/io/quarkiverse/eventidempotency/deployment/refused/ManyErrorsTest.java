package io.quarkiverse.eventidempotency.deployment.refused;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Multi;

/** All errors of an application are told at once. */
class ManyErrorsTest {

    private static final String HANDLERS = ManyErrorsTest.class.getName() + "$Handlers#";

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, NoBean.class, Order.class, Base.class, Sub.class,
                    Nobodys.class, Impatient.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .assertException(e -> assertThat(e).hasMessageContainingAll(
                    "private method", "[method: " + HANDLERS + "secret(String)]",
                    "Did you mean \"tenant\"?", "[method: " + HANDLERS + "path(ManyErrorsTest$Order)]",
                    "needs a key", "[method: " + HANDLERS + "keyless(int[])]",
                    "returns Multi", "[method: " + HANDLERS + "stream(String)]",
                    "ttl = \"never\"",
                    "@IdempotencyKey on " + Nobodys.class.getName() + ".id has no effect",
                    "needs a bean", "[method: " + NoBean.class.getName() + "#on(String)]",
                    "overrides " + Base.class.getName() + "#hidden(String) without it",
                    "ttl = \"soon\"")
                    .hasMessageNotContaining("guards nothing here"));

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    record Order(String tenant) {
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent
        private void secret(@IdempotencyKey String id) {
        }

        @Idempotent(key = "{order.tennant}")
        void path(Order order) {
        }

        @Idempotent
        void keyless(int[] values) {
        }

        @Idempotent(ttl = "never")
        Multi<String> stream(@IdempotencyKey String id) {
            return Multi.createFrom().item(id);
        }
    }

    @ApplicationScoped
    static class Impatient {

        @Idempotent(ttl = "soon")
        void on(@IdempotencyKey String id) {
        }
    }

    record Nobodys(@IdempotencyKey String id) {
    }

    static class NoBean {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    abstract static class Base {

        @Idempotent
        void hidden(@IdempotencyKey String id) {
        }
    }

    /** Overrides without the annotation: nothing would be guarded. */
    @ApplicationScoped
    static class Sub extends Base {

        @Override
        void hidden(String id) {
        }
    }
}
