package io.quarkiverse.eventidempotency.runtime.config;

import io.smallrye.config.WithDefault;

/** REST resources, as far as they are fixed when the application is built. */
public interface RestBuildConfig {

    /**
     * Whether Quarkus REST answers requests that fail with an `IdempotencyException` with a status that says what the client
     * can do, such as 409 while another request with the same key is in flight. Without it, such a request gets the status
     * 500, unless the application has an exception mapper of its own. That one takes precedence in any case.
     */
    @WithDefault("true")
    boolean exceptionMapper();
}
