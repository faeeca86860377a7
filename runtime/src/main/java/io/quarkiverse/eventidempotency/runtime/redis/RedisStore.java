package io.quarkiverse.eventidempotency.runtime.redis;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/**
 * The store on Redis, over a connection of its own.
 * <p>
 * Answers are given on the store's event loop, whatever context asked. A caller that cancels does not stop its step.
 */
public final class RedisStore implements IdempotencyStore {

    private final HeldConnection connection;

    private RedisStore(HeldConnection connection) {
        this.connection = connection;
    }

    /**
     * Makes a store. Nothing is connected before {@link #start()} or the first step.
     *
     * @param redis the client whose connections it takes one of; it stays the caller's to close
     */
    public static RedisStore create(Vertx vertx, Redis redis, RedisStoreOptions options) {
        return new RedisStore(new HeldConnection(vertx, redis, options));
    }

    /** Begins to connect, without waiting for it. That Redis is away is no failure. */
    public void start() {
        connection.start();
    }

    /** Fails every step that is not answered yet, and closes the connection. */
    public Future<Void> close() {
        return connection.close();
    }

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        return new RedisStep<>(connection) {
            @Override
            ScriptCall<ClaimReply> call(UniSubscriber<? super ClaimReply> caller) {
                return new ClaimCall(request, caller);
            }
        };
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        return new RedisStep<>(connection) {
            @Override
            ScriptCall<SettleReply> call(UniSubscriber<? super SettleReply> caller) {
                return new SettleCall(request, caller);
            }
        };
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return new RedisStep<>(connection) {
            @Override
            ScriptCall<RenewReply> call(UniSubscriber<? super RenewReply> caller) {
                return new RenewCall(storeKey, owner, holdMillis, caller);
            }
        };
    }

    @Override
    public void onReconnect(Runnable listener) {
        connection.onReconnect(listener);
    }
}
