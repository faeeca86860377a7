package io.quarkiverse.eventidempotency.runtime.config;

import io.smallrye.config.WithDefault;

/** Settings of traces. */
public interface TracingConfig {

    /**
     * Whether spans show the outcome of each delivery, and records contain the trace of the delivery that wrote them. Needs
     * {@code quarkus-opentelemetry}; without it, nothing is traced.
     */
    @WithDefault("true")
    boolean enabled();
}
