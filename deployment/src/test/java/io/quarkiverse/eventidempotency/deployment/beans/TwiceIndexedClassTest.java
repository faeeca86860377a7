package io.quarkiverse.eventidempotency.deployment.beans;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;

/** A library whose classes stand in two archives: each of its handlers is still one, and reads package-private types. */
class TwiceIndexedClassTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Caller.class))
            .withAdditionalDependency(jar -> jar.addClasses(Library.class, Secret.class, Api.class)
                    .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml"))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Caller caller;

    @Test
    void packagePrivateTypesAreReadable() {
        assertThat(caller.call("a")).isEqualTo(1);
        assertThat(caller.call("a")).isEqualTo(1);
        assertThat(caller.call("b")).isEqualTo(2);
    }

    @ApplicationScoped
    public static class Caller {

        @Inject
        Api api;

        int call(String id) {
            return api.call(id);
        }
    }

    @ApplicationScoped
    public static class Api {

        @Inject
        Library library;

        public int call(String id) {
            return library.on(new Secret(id));
        }
    }

    record Secret(String id) {
    }

    @ApplicationScoped
    static class Library {

        private int runs;

        @Idempotent(key = "{secret.id}")
        int on(Secret secret) {
            return ++runs;
        }
    }
}
