package io.quarkiverse.eventidempotency.runtime.config;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.ValkeyUris;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.redis.client.RedisOptions;

/**
 * The configuration of the Redis client that records are kept with, as Quarkus makes the application's own client from it:
 * hosts, TLS, proxies and the application's customizers included.
 */
@Singleton
public class StoreClientConfig implements RedisOptionsCustomizer {

    private final String clientName;

    /** Not copied: other customizers may come later. */
    private volatile @Nullable RedisOptions options;

    StoreClientConfig(EventIdempotencyBuildConfig build) {
        this.clientName = build.redis().clientName();
    }

    @Override
    public void customize(String clientName, RedisOptions options) {
        if (this.clientName.equals(clientName)) {
            ValkeyUris.rewrite(options);
            this.options = options;
        }
    }

    /** @throws IllegalStateException if Quarkus did not make the client */
    public RedisOptions options() {
        RedisOptions made = options;
        if (made == null) {
            throw new IllegalStateException("Quarkus has not created the Redis client " + clientName
                    + ", with which event idempotency keeps its records: event idempotency is used before the client is ready");
        }
        return made;
    }
}
