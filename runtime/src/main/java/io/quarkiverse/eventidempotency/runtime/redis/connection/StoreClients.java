package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.runtime.redis.ValkeyUris;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisTopology;

/**
 * Makes the clients of attempts to connect. Each one starts with another server of a Cluster or another sentinel: a client asks
 * them one after the other, and one that does not answer takes all the time of an attempt.
 */
public final class StoreClients implements Function<Vertx, Redis> {

    /** Names the store's connections in metrics, apart from those of the application. */
    private static final String NAME = "event-idempotency";

    /** The connections to one node: the one that is held, and those that find the topology. */
    private static final int NODE_CONNECTIONS = 4;
    private static final int NODE_WAITING = 24;

    private final RedisOptions options;
    private final AtomicInteger next = new AtomicInteger();

    public StoreClients(RedisOptions options) {
        this.options = options;
    }

    /**
     * {@return the options of the store's own clients: those of the application's client, but for what each sets for itself}
     */
    public static RedisOptions options(RedisOptions application, RedisStoreOptions store) {
        RedisOptions own = new RedisOptions(application);
        // Deliveries share commands and flushes: a span for each would be of no trace, or of the wrong one.
        own.setTracingPolicy(TracingPolicy.IGNORE);
        ValkeyUris.rewrite(own);
        NetClientOptions net = new NetClientOptions(own.getNetClientOptions());
        // closing a client does not end a socket that is still connecting
        int timeout = (int) Math.min(store.commandTimeout().toMillis(), Integer.MAX_VALUE);
        net.setConnectTimeout(Math.min(net.getConnectTimeout(), timeout));
        net.setSslHandshakeTimeout(Math.min(net.getSslHandshakeTimeoutUnit().toMillis(net.getSslHandshakeTimeout()), timeout));
        net.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        // the store connects again by itself
        net.setReconnectAttempts(0);
        net.setMetricsName("redis|" + NAME);
        own.setNetClientOptions(net);
        own.setPoolName(NAME);
        if (own.getType() == RedisClientType.STANDALONE) {
            own.setMaxPoolSize(1);
            own.setMaxPoolWaiting(1);
            own.setPoolCleanerInterval(-1);
        } else {
            own.setMaxPoolSize(NODE_CONNECTIONS);
            own.setMaxPoolWaiting(NODE_WAITING);
        }
        return own;
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
    public Redis apply(Vertx vertx) {
        RedisOptions own = new RedisOptions(options);
        List<String> servers = new ArrayList<>(options.getEndpoints());
        Collections.rotate(servers, -(next.getAndIncrement() % startsOf(options)));
        own.setEndpoints(servers);
        return Redis.createClient(vertx, own);
    }
}
