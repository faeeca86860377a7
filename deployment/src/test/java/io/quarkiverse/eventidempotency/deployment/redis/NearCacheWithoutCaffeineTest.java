package io.quarkiverse.eventidempotency.deployment.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import jakarta.enterprise.context.ApplicationScoped;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.QuarkusUnitTest;

/** The near cache needs a library that only the applications with a near cache have. */
class NearCacheWithoutCaffeineTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class))
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"orders\".cache.max-age", "10S")
            .assertException(failure -> assertThat(failure).isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("cache.max-age", "io.quarkus:quarkus-caffeine"));

    @Test
    void namesTheDependency() {
        fail();
    }

    @ApplicationScoped
    static class Handler {

        @Idempotent(key = "{id}", scope = "orders")
        void on(String id) {
        }
    }
}
