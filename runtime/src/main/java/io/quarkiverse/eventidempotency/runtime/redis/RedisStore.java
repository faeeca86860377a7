package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.runtime.redis.command.ClaimCall;
import io.quarkiverse.eventidempotency.runtime.redis.command.RecordCalls;
import io.quarkiverse.eventidempotency.runtime.redis.command.ScanCursor;
import io.quarkiverse.eventidempotency.runtime.redis.command.ScriptCall;
import io.quarkiverse.eventidempotency.runtime.redis.command.SettleCall;
import io.quarkiverse.eventidempotency.runtime.redis.connection.HeldConnection;
import io.quarkiverse.eventidempotency.runtime.redis.connection.ServerAddress;
import io.quarkiverse.eventidempotency.runtime.redis.connection.StoreClient;
import io.quarkiverse.eventidempotency.runtime.redis.connection.StoreClients;
import io.quarkiverse.eventidempotency.runtime.redis.connection.StoreHealth;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

/**
 * The store on Redis, over connections of its own.
 * <p>
 * Answers are given on the event loop of a connection, whatever context asked. A caller that cancels does not stop its step.
 */
public final class RedisStore implements RecordStore {

    private final HeldConnection[] connections;
    private final StoreHealth health;
    private final long closingMillis;
    private final boolean oneServer;

    private RedisStore(HeldConnection[] connections, StoreHealth health, RedisStoreOptions options, boolean oneServer) {
        this.connections = connections;
        this.health = health;
        this.closingMillis = options.commandTimeout().toMillis();
        this.oneServer = oneServer;
    }

    /**
     * Makes a store. Nothing is connected before {@link #start()} or the first step.
     *
     * @param vertx makes the connections, on event loops of its choice
     * @param client the servers, and how to connect to them; the store makes clients of its own
     */
    public static RedisStore create(Vertx vertx, RedisOptions client, RedisStoreOptions options) {
        RedisOptions own = StoreClients.options(client, options);
        return create(vertx, new StoreClients(own), ServerAddress.of(own), options,
                own.getType() != RedisClientType.CLUSTER);
    }

    static RedisStore create(Vertx vertx, Function<Vertx, Redis> clients, ServerAddress address, RedisStoreOptions options,
            boolean oneServer) {
        HeldConnection[] connections = new HeldConnection[options.connections()];
        Context home = StoreClient.newEventLoop(vertx);
        StoreHealth health = new StoreHealth(home, address, options);
        for (int i = 0; i < connections.length; i++) {
            connections[i] = new HeldConnection(vertx, i == 0 ? home : StoreClient.newEventLoop(vertx), clients, address,
                    options, health);
        }
        return new RedisStore(connections, health, options, oneServer);
    }

    /** One connection to one server does. */
    @Override
    public boolean keepsOrder() {
        return oneServer && connections.length == 1;
    }

    /** Begins to connect, without waiting for it. That Redis is unreachable is no failure. */
    public void start() {
        for (HeldConnection connection : connections) {
            connection.start();
        }
    }

    /** Fails every step that is not answered yet, and closes the connections. */
    public Future<Void> close() {
        List<Future<Void>> closing = new ArrayList<>();
        for (HeldConnection connection : connections) {
            closing.add(connection.close());
        }
        return Future.all(closing).mapEmpty();
    }

    /** Closes it, and waits for that as long as a command may take; on an event loop, without waiting. */
    public void closeAndWait() {
        Future<Void> closed = close();
        if (Context.isOnEventLoopThread()) {
            return;
        }
        try {
            closed.toCompletionStage().toCompletableFuture().get(closingMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            RedisStoreLog.LOG.debugf(e, "Not closed in time");
        }
    }

    /** {@return the addresses of the servers, without credentials} */
    public String hosts() {
        return health.hosts();
    }

    /** {@return why Redis cannot be used, with the remedy; {@code null} while all connections are open} */
    public @Nullable String problem() {
        return health.problem();
    }

    /** {@return how many claims wait to be sent} */
    public int queuedClaims() {
        return health.waitingClaims();
    }

    /** {@return the connection of a key: always the same, so that the steps on one key keep their order} */
    private HeldConnection connection(String storeKey) {
        if (connections.length == 1) {
            return connections[0];
        }
        int hash = storeKey.hashCode();
        return connections[Math.floorMod(hash ^ hash >>> 16, connections.length)];
    }

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        return new Step<>(connection(request.storeKey()), caller -> new ClaimCall(request, caller));
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        return new Step<>(connection(request.storeKey()), caller -> new SettleCall(request, caller));
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return new Step<>(connection(storeKey), caller -> RecordCalls.renew(storeKey, owner, holdMillis, caller));
    }

    @Override
    public Uni<Optional<StoredValue>> find(String storeKey) {
        return new Step<>(connection(storeKey), caller -> RecordCalls.find(storeKey, caller));
    }

    @Override
    public Uni<DeleteResult> delete(DeleteRequest request) {
        return new Step<>(connection(request.storeKey()), caller -> RecordCalls.delete(request, caller));
    }

    @Override
    public Uni<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis) {
        return new Step<>(connection(storeKey),
                caller -> RecordCalls.release(storeKey, token, leaseMillis, holdMillis, caller));
    }

    @Override
    public Uni<ForceResult> force(ForceRequest request) {
        return new Step<>(connection(request.storeKey()), caller -> RecordCalls.force(request, caller));
    }

    @Override
    public Uni<OrphanReply> revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis) {
        return new Step<>(connection(storeKey),
                caller -> RecordCalls.orphan(storeKey, token, leaseMillis, holdMillis, endedMillis, caller));
    }

    @Override
    public Uni<StoreKeys> scan(String prefix, String text, @Nullable String cursor, int count) {
        ScanCursor from = cursor == null ? ScanCursor.first(prefix) : ScanCursor.parse(cursor);
        return new Step<>(connections[0], caller -> RecordCalls.scan(prefix, text, from, count, caller));
    }

    @Override
    public void onAvailability(Consumer<@Nullable String> listener) {
        health.add(listener);
    }

    /**
     * One step on the store, taken anew at each subscription. Cancelling does not stop it.
     * <p>
     * Not made by {@code Uni.createFrom()}, which captures the caller's contexts for each: the answer comes on the store's
     * event
     * loop, in nobody's context.
     *
     * @param <R> the answer's type
     */
    private static final class Step<R> extends AbstractUni<R> {

        private final HeldConnection connection;
        private final Function<UniSubscriber<? super R>, ScriptCall<R>> calls;

        /** @param calls makes the call of one subscriber */
        Step(HeldConnection connection, Function<UniSubscriber<? super R>, ScriptCall<R>> calls) {
            this.connection = connection;
            this.calls = calls;
        }

        @Override
        public void subscribe(UniSubscriber<? super R> subscriber) {
            ScriptCall<R> call = calls.apply(subscriber);
            subscriber.onSubscribe(call);
            connection.submit(call);
        }
    }
}
