package io.quarkiverse.eventidempotency.runtime.config;

import io.smallrye.config.WithDefault;

/** Tests. */
public interface TestConfig {

    /**
     * Whether the records of a store in memory are deleted before each test method of a `@QuarkusTest`, so that the events of
     * one test do not suppress those of the next. Records in flight are deleted, too; a handler that still runs then does not
     * store its outcome. Records in Redis and in databases stay. Dev mode, production and `@QuarkusIntegrationTest` are not
     * affected.
     */
    @WithDefault("true")
    boolean clearRecords();
}
