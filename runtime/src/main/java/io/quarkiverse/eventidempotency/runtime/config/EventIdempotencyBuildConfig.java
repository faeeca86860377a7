package io.quarkiverse.eventidempotency.runtime.config;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is fixed when the application is built. */
@ConfigMapping(prefix = "quarkus.event-idempotency")
@ConfigRoot(phase = ConfigPhase.BUILD_AND_RUN_TIME_FIXED)
public interface EventIdempotencyBuildConfig {

    /**
     * Where records are kept.
     * <p>
     * `auto` uses Redis when the Redis client is configured, or started by Dev Services. Without it, dev and test mode keep
     * records in memory, and a production start fails. `redis` always needs Redis. `in-memory` keeps records in the memory
     * of this process alone, also in production, and keeps Dev Services from starting a Redis.
     */
    @WithDefault("auto")
    StoreKind store();

    /** Redis. */
    RedisBuildConfig redis();

    /** Redis, as far as it is fixed when the application is built. */
    interface RedisBuildConfig {

        /**
         * The name of the Redis client that records are kept with, as in `quarkus.redis."client-name".hosts`.
         */
        @WithDefault("<default>")
        String clientName();
    }
}
