package io.quarkiverse.eventidempotency.deployment.refused;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.quarkus.test.QuarkusUnitTest;

/** A resolver of keys has to be one bean. */
class KeyResolverBeansTest {

    private static final String HERE = KeyResolverBeansTest.class.getName() + "$";

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(
                    jar -> jar.addClasses(Handlers.class, NoBean.class, Keys.class, OneKeys.class, OtherKeys.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .assertException(e -> assertThat(e).hasMessageContainingAll(
                    "keyResolver = " + HERE + "NoBean of @Idempotent needs one bean of that type, and there is none: give the "
                            + "class a scope such as @ApplicationScoped [method: " + HERE + "Handlers#none(String)]",
                    "keyResolver = " + HERE
                            + "Keys of @Idempotent needs one bean of that type, and there are several: name the "
                            + "class of one of them (",
                    HERE + "OneKeys", HERE + "OtherKeys",
                    "[method: " + HERE + "Handlers#several(String)]"));

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    static class NoBean implements KeyResolver<String> {

        @Override
        public ResolvedKey resolve(String id) {
            return ResolvedKey.of(id);
        }
    }

    interface Keys extends KeyResolver<String> {

        @Override
        default ResolvedKey resolve(String id) {
            return ResolvedKey.of(id);
        }
    }

    @Singleton
    static class OneKeys implements Keys {
    }

    @Singleton
    static class OtherKeys implements Keys {
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent(keyResolver = NoBean.class)
        void none(String id) {
        }

        @Idempotent(keyResolver = Keys.class)
        void several(String id) {
        }
    }
}
