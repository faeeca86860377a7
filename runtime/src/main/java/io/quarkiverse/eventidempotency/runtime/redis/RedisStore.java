package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
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
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

/**
 * The store on Redis, over a connection of its own.
 * <p>
 * Answers are given on the store's event loop, whatever context asked. A caller that cancels does not stop its step.
 */
public final class RedisStore implements RecordStore {

    private final HeldConnection connection;

    private RedisStore(HeldConnection connection) {
        this.connection = connection;
    }

    /**
     * Makes a store. Nothing is connected before {@link #start()} or the first step.
     *
     * @param vertx makes the connection, on an event loop of its choice
     * @param client the servers, and how to connect to them; the store makes clients of its own
     */
    public static RedisStore create(Vertx vertx, RedisOptions client, RedisStoreOptions options) {
        RedisOptions own = StoreClientOptions.of(client, options);
        return create(vertx, new StoreClients(own), ServerAddress.of(own), options);
    }

    static RedisStore create(Vertx vertx, StoreClient.Factory clients, ServerAddress address, RedisStoreOptions options) {
        return new RedisStore(new HeldConnection(vertx, clients, address, options));
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
    public Uni<Optional<StoredValue>> find(String storeKey) {
        return new RedisStep<>(connection) {
            @Override
            ScriptCall<Optional<StoredValue>> call(UniSubscriber<? super Optional<StoredValue>> caller) {
                return new FindCall(storeKey, caller);
            }
        };
    }

    @Override
    public Uni<DeleteResult> delete(DeleteRequest request) {
        return operate(DeleteResult.class, "a deletion", OperatorCall.delete(request));
    }

    @Override
    public Uni<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis) {
        return operate(ReleaseResult.class, "a release", OperatorCall.release(storeKey, token, leaseMillis, holdMillis));
    }

    @Override
    public Uni<ForceResult> force(ForceRequest request) {
        return operate(ForceResult.class, "a forced outcome", OperatorCall.force(request));
    }

    @Override
    public Uni<OrphanReply> revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis) {
        return operate(OrphanReply.class, "a revocation",
                OperatorCall.orphan(storeKey, token, leaseMillis, holdMillis, endedMillis));
    }

    private <R extends Enum<R>> Uni<R> operate(Class<R> replies, String name, Object[] arguments) {
        return new RedisStep<>(connection) {
            @Override
            ScriptCall<R> call(UniSubscriber<? super R> caller) {
                return new OperatorCall<>(replies, name, arguments, caller);
            }
        };
    }

    @Override
    public Uni<StoreKeys> scan(String prefix, String text, @Nullable String cursor, int count) {
        ScanCursor from = cursor == null ? ScanCursor.first(prefix) : ScanCursor.parse(cursor);
        return new RedisStep<>(connection) {
            @Override
            ScriptCall<StoreKeys> call(UniSubscriber<? super StoreKeys> caller) {
                return new ScanCall(prefix, text, from, count, caller);
            }
        };
    }

    @Override
    public void onAvailability(Consumer<@Nullable String> listener) {
        connection.onAvailability(listener);
    }
}
