package io.quarkiverse.eventidempotency.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.deployment.configuration.BuildTimeConfigurationReader;
import io.quarkus.redis.deployment.client.RedisBuildTimeConfig;

/** Whether Dev Services for Redis is on, as a build reads its configuration. */
class InMemoryConfigSourceFactoryTest {

    /** What the platform's descriptor would bring. */
    private static final Map<String, String> PLATFORM = Map.of("platform.quarkus.native.builder-image", "none");

    @ParameterizedTest
    @ValueSource(strings = { "in-memory", "IN_MEMORY", "in_memory" })
    void recordsInMemoryNeedNoRedis(String store) throws Exception {
        assertThat(devServices(Map.of("quarkus.event-idempotency.store", store))).isFalse();
    }

    @Test
    void redisIsStartedOtherwise() throws Exception {
        assertThat(devServices(Map.of())).isTrue();
        assertThat(devServices(Map.of("quarkus.event-idempotency.store", "redis"))).isTrue();
    }

    @Test
    void whoSwitchesItOnKeepsIt() throws Exception {
        assertThat(devServices(Map.of("quarkus.event-idempotency.store", "in-memory",
                "quarkus.redis.devservices.enabled", "true"))).isTrue();
    }

    private static boolean devServices(Map<String, String> properties) throws Exception {
        Properties build = new Properties();
        build.putAll(properties);
        return new BuildTimeConfigurationReader(InMemoryConfigSourceFactoryTest.class.getClassLoader())
                .initConfiguration(build, new Properties(), PLATFORM).getConfigMapping(RedisBuildTimeConfig.class).clients()
                .get("<default>").devservices().enabled();
    }
}
