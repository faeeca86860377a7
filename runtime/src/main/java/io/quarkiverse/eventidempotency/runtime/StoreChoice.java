package io.quarkiverse.eventidempotency.runtime;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.config.StoreClientConfig;
import io.quarkiverse.eventidempotency.runtime.config.StoreKind;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.LocalStore;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.redis.runtime.client.config.RedisClientConfig;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;

/**
 * Opens the store that the application is configured for. {@code auto} is Redis when its client is active: configured, or
 * started by Dev Services. Where the application has a bean of {@link IdempotencyStore}, that is its store.
 */
@Singleton
public class StoreChoice {

    private final EventIdempotencyBuildConfig build;
    private final EventIdempotencyConfig config;
    private final InjectableInstance<Redis> clients;
    private final StoreClientConfig client;
    private final RedisConfig clientConfig;
    private final Vertx vertx;
    private final Instance<IdempotencyStore> own;
    private final Instance<NearCaching> caching;
    private final Instance<InMemoryStores> inMemory;
    private final GuardedMethodSpecs methods;
    private @Nullable IdempotencyStore chosen;
    private @Nullable IdempotencyStore opened;

    StoreChoice(EventIdempotencyBuildConfig build, EventIdempotencyConfig config, @Any InjectableInstance<Redis> clients,
            StoreClientConfig client, RedisConfig clientConfig, Vertx vertx, Instance<IdempotencyStore> own,
            Instance<NearCaching> caching, Instance<InMemoryStores> inMemory, GuardedMethodSpecs methods) {
        this.inMemory = inMemory;
        this.methods = methods;
        this.caching = caching;
        this.own = own;
        this.client = client;
        this.build = build;
        this.clientConfig = clientConfig;
        this.config = config;
        this.clients = clients;
        this.vertx = vertx;
    }

    /**
     * Opens the store, the same for all who ask, behind the near cache if a scope has one. Does not wait for a Redis that is
     * away.
     *
     * @throws ConfigurationException if Redis is needed and not configured, or Caffeine is needed and absent
     */
    public synchronized IdempotencyStore open() {
        if (opened == null) {
            opened = cached(chosen());
        }
        return opened;
    }

    /**
     * Opens the store, without the near cache.
     *
     * @throws ConfigurationException if Redis is needed and not configured
     */
    public synchronized IdempotencyStore chosen() {
        if (chosen == null) {
            chosen = own.isUnsatisfied() ? choose() : own.get();
        }
        return chosen;
    }

    private IdempotencyStore cached(IdempotencyStore store) {
        if (!PolicyResolver.caches(config)) {
            return store;
        }
        if (caching.isUnsatisfied()) {
            throw new ConfigurationException("quarkus.event-idempotency.cache.max-age, or that of a scope, switches the near "
                    + "cache on, which needs Caffeine: add the dependency io.quarkus:quarkus-caffeine, or remove the setting");
        }
        return store instanceof LocalStore ? store : caching.get().inFrontOf(store);
    }

    /** Resets the store, if it has been opened, is in the memory of this process, and tests have not switched that off. */
    public synchronized void resetForTest() {
        if (chosen instanceof LocalStore local && config.test().clearRecords()) {
            local.reset();
        }
    }

    /**
     * Opens the store, for operators.
     *
     * @throws ConfigurationException if it is one of the application's own that has nothing to list
     */
    RecordStore openForOperators() {
        if (open() instanceof RecordStore records) {
            return records;
        }
        throw new ConfigurationException("IdempotencyRecords needs a store whose records can be looked at, and the bean of "
                + "IdempotencyStore, " + own.get().getClass().getName() + ", has none: let it implement RecordStore");
    }

    /** An application whose handlers all keep their records in their own transactions needs none, but has an engine. */
    private boolean isNeeded() {
        return build.store() != StoreKind.NONE && (methods.specs().isEmpty()
                || !methods.specs().stream().allMatch(GuardedMethodSpec::inTransaction)
                || Arc.container().select(EventIdempotency.class).isResolvable());
    }

    private IdempotencyStore choose() {
        if (build.store() != StoreKind.IN_MEMORY && isNeeded()) {
            InjectableInstance<Redis> applications = applicationsClient();
            if (applications.isResolvable() && applications.getHandle().getBean().isActive()) {
                RedisOptions options = client.options();
                RedisStore store = RedisStore.create(vertx, options, new RedisStoreOptions(config.redis().commandTimeout(),
                        config.redis().maxPending(), options.getMaxWaitingHandlers(), true, config.keyPrefix(), remedy(),
                        config.redis().connections()));
                store.start();
                return store;
            }
            if (build.store() == StoreKind.REDIS || LaunchMode.current() == LaunchMode.NORMAL) {
                throw new ConfigurationException("Event idempotency keeps its records in Redis, and " + hosts()
                        + " is not set. Set it, as in redis://localhost:6379; or, to keep records in the memory of this process "
                        + "alone, build with quarkus.event-idempotency.store=in-memory; or, where all records are rows of "
                        + "transactions, with =none.");
            }
            IdempotencyLog.START.recordsInMemory();
        }
        int maxRecords = config.inMemory().maxRecords();
        return inMemory.isUnsatisfied() ? new InMemoryStore(System::nanoTime, maxRecords) : inMemory.get().open(maxRecords);
    }

    /** {@return the store that is open; {@code null} for none} */
    synchronized @Nullable IdempotencyStore inUse() {
        return chosen;
    }

    /** {@return whether all records are rows of the handlers' transactions} */
    boolean isForTransactionsOnly() {
        return own.isUnsatisfied() && !isNeeded();
    }

    private String hosts() {
        return RedisConfig.getPropertyName(build.redis().clientName(), RedisConfig.HOSTS);
    }

    /** {@return what to do about a server that cannot be reached} */
    private String remedy() {
        RedisClientConfig configured = clientConfig.clients().get(build.redis().clientName());
        if (configured == null || configured.hosts().isEmpty()) {
            return "start the server there, or correct what the RedisHostsProvider of this client returns";
        }
        String remedy = "start the server there, or correct " + hosts();
        return LaunchMode.current() == LaunchMode.NORMAL ? remedy
                : remedy + ". In dev and test mode the configured address is used, too, and records are not kept in memory instead:"
                        + " for that, or for Dev Services, set %prod." + hosts() + " only";
    }

    private InjectableInstance<Redis> applicationsClient() {
        String name = build.redis().clientName();
        return RedisConfig.isDefaultClient(name) ? clients.select(Default.Literal.INSTANCE)
                : clients.select(RedisClientName.Literal.of(name));
    }

    void close() {
        if (chosen instanceof RedisStore redis) {
            redis.closeAndWait();
        }
    }
}
