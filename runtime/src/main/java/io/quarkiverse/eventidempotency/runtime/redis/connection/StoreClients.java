package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisTopology;

/**
 * Makes the clients of attempts to connect. Each one starts with another server of a Cluster or another sentinel: a client asks
 * them one after the other, and one that does not answer takes all the time of an attempt.
 */
public final class StoreClients implements StoreClient.Factory {

    private final RedisOptions options;
    private final AtomicInteger next = new AtomicInteger();

    public StoreClients(RedisOptions options) {
        this.options = options;
    }

    /** {@return how many servers an attempt can start with} */
    public static int startsOf(RedisOptions options) {
        boolean anyOrder = switch (options.getType()) {
            case STANDALONE -> false;
            // the first one is the master
            case REPLICATION -> options.getTopology() != RedisTopology.STATIC;
            default -> true;
        };
        return anyOrder ? Math.max(1, options.getEndpoints().size()) : 1;
    }

    @Override
    public Redis create(Vertx vertx) {
        RedisOptions own = new RedisOptions(options);
        List<String> servers = new ArrayList<>(options.getEndpoints());
        Collections.rotate(servers, -(next.getAndIncrement() % startsOf(options)));
        own.setEndpoints(servers);
        return Redis.createClient(vertx, own);
    }
}
