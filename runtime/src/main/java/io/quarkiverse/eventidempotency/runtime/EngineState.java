package io.quarkiverse.eventidempotency.runtime;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.observability.StoreState;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.LocalStore;

/** The state of the engine that the application uses, and of its store. */
@Singleton
public class EngineState implements StoreState {

    private final EventIdempotencyConfig config;
    private final StoreChoice store;
    private final ApplicationEngine application;
    /** The store of the application's own that is watched; {@code null} for none. */
    private @Nullable IdempotencyStore watched;
    private volatile @Nullable String reported;

    EngineState(EventIdempotencyConfig config, StoreChoice store, ApplicationEngine application) {
        this.config = config;
        this.store = store;
        this.application = application;
    }

    @Override
    public String place() {
        IdempotencyStore used = store.inUse();
        if (!config.enabled()) {
            return "nowhere: quarkus.event-idempotency.enabled=false";
        }
        if (used == null) {
            return "nowhere: nothing is guarded";
        }
        if (store.isForTransactionsOnly()) {
            return "rows of the handlers' transactions";
        }
        if (used instanceof RedisStore redis) {
            return "Redis at " + redis.hosts();
        }
        return used instanceof LocalStore ? "memory of this process"
                : used.getClass().getName();
    }

    @Override
    public String node() {
        return config.node().orElseGet(Node::name);
    }

    @Override
    public @Nullable String problem() {
        IdempotencyStore used = store.inUse();
        if (used instanceof RedisStore redis) {
            return redis.problem();
        }
        watch(used);
        return reported;
    }

    /** A store of the application's own reports what it knows to listeners. */
    private synchronized void watch(@Nullable IdempotencyStore used) {
        if (used != null && watched != used) {
            watched = used;
            used.onAvailability(why -> reported = why);
        }
    }

    @Override
    public int queuedClaims() {
        return store.inUse() instanceof RedisStore redis ? redis.queuedClaims() : 0;
    }

    @Override
    public int heldClaims() {
        IdempotencyEngine running = application.running();
        return running == null ? 0 : running.leases().held().size();
    }

    @Override
    public int overdueLeases() {
        IdempotencyEngine running = application.running();
        return running == null ? 0 : running.leases().overdue();
    }

    @Override
    public @Nullable Throwable renewalFailure() {
        IdempotencyEngine running = application.running();
        return running == null ? null : running.leases().failure();
    }
}
