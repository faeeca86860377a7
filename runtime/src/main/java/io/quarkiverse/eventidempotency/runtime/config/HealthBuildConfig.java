package io.quarkiverse.eventidempotency.runtime.config;

import io.smallrye.config.WithDefault;

/** Health, as far as it is fixed when the application is built. */
public interface HealthBuildConfig {

    /**
     * Whether the application has a readiness check of the store of records, where it has `quarkus-smallrye-health`.
     */
    @WithDefault("true")
    boolean enabled();
}
