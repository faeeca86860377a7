package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.concurrent.TimeUnit;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.runtime.redis.ValkeyUris;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

/**
 * The options of the store's own clients: those of the application's client, but for what each of them sets for itself.
 */
public final class StoreClientOptions {

    /** Names the store's connections in metrics, apart from those of the application. */
    private static final String NAME = "event-idempotency";

    /** The connections to one node: the one that is held, and those that find the topology. */
    private static final int NODE_CONNECTIONS = 4;
    private static final int NODE_WAITING = 24;

    private StoreClientOptions() {
    }

    public static RedisOptions of(RedisOptions application, RedisStoreOptions store) {
        RedisOptions own = new RedisOptions(application);
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
}
