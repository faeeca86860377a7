package io.quarkiverse.eventidempotency.runtime.config;

import java.util.Map;

import io.quarkus.runtime.annotations.ConfigDocMapKey;
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
     * of this process alone, also in production, and keeps Dev Services from starting a Redis. `none` is for applications
     * that keep all records in transactions: a handler that needs a store then fails the build, code that needs one fails when
     * it runs, and Dev Services start no Redis.
     */
    @WithDefault("auto")
    StoreKind store();

    /** Redis. */
    RedisBuildConfig redis();

    /** Health. */
    HealthBuildConfig health();

    /** REST resources. */
    RestBuildConfig rest();

    /** Redis, as far as it is fixed when the application is built. */
    interface RedisBuildConfig {

        /**
         * The name of the Redis client that records are kept with, as in `quarkus.redis."client-name".hosts`.
         */
        @WithDefault("<default>")
        String clientName();
    }

    /** The databases of handlers that keep their records in their own transactions. */
    DatabaseBuildConfig database();

    /** The databases, as far as they are fixed when the application is built. */
    interface DatabaseBuildConfig {

        /**
         * The name of the data source whose database has the table of records of `@Idempotent(inTransaction = true)`. It must
         * be the data source that the handlers change.
         */
        @WithDefault("<default>")
        String datasource();

        /**
         * The name of the data source for single scopes, where it differs.
         */
        @ConfigDocMapKey("scope")
        Map<String, String> scopeDatasource();

        /** {@return the name of the data source of a scope, by the name that configuration has for it} */
        default String datasourceOf(String scope) {
            return scopeDatasource().getOrDefault(scope, datasource());
        }
    }
}
