package io.quarkiverse.eventidempotency.standalone;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.results.ResultCodec;
import io.quarkiverse.eventidempotency.results.ResultFormat;
import io.quarkiverse.eventidempotency.runtime.Node;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.EngineOptions;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.KeyForm;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.engine.records.RecordTerms;
import io.quarkiverse.eventidempotency.runtime.engine.records.StoredRecords;
import io.quarkiverse.eventidempotency.runtime.engine.scope.GuardedScope;
import io.quarkiverse.eventidempotency.runtime.engine.scope.ScopeAttributes;
import io.quarkiverse.eventidempotency.runtime.engine.scope.ScopeSurroundings;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowTransaction;
import io.quarkiverse.eventidempotency.runtime.json.ResultMapper;
import io.quarkiverse.eventidempotency.runtime.json.ResultMappings;
import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;
import io.quarkiverse.eventidempotency.runtime.observability.LoggingListener;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.runtime.transactions.ConnectionTransactions;
import io.quarkiverse.eventidempotency.runtime.vertx.ProcessClock;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.redis.client.RedisOptions;

/**
 * {@link EventIdempotency} that is put together by hand: no container, no configuration. What a scope does not say has the
 * default of its attribute.
 *
 * <pre>
 * {@code
 * try (StandaloneIdempotency idempotency = StandaloneIdempotency.withRedis(vertx, options).build()) {
 *     IdempotencyScope<Receipt> payments = idempotency.scope("payments", Receipt.class);
 * }
 * }
 * </pre>
 */
public final class StandaloneIdempotency implements EventIdempotency, AutoCloseable {

    private static final int MAX_RECORDS = 100_000;

    private final ScopeSurroundings surroundings;
    private final ResultMappings results;
    private final @Nullable RedisStore redis;
    private final LoggingListener log;
    private final IdempotencyEngine engine;
    private final @Nullable IdempotencyRecords records;

    private StandaloneIdempotency(Builder builder) {
        this.results = new ResultMappings(ResultMapper.of(builder.mapper), builder.formats, builder.codec);
        IdempotencyStore store = builder.stores.apply(builder.keyPrefix);
        this.redis = store instanceof RedisStore own ? own : null;
        EngineClock clock = new ProcessClock(Infrastructure.getDefaultWorkerPool());
        this.log = new LoggingListener(builder.logKeys, clock);
        this.engine = new IdempotencyEngine(store, clock, log,
                new EngineOptions(builder.node, builder.logKeys, builder.maxResultBytes, builder.verifyResults,
                        builder.maxWaitingThreads, () -> null));
        KeyForm keyForm = new KeyForm(null, builder.hashKeys);
        this.surroundings = new PlainSurroundings(engine, builder.keyPrefix, keyForm, new ConcurrentHashMap<>());
        RecordTerms terms = RecordTerms.of(GuardPolicy.builder(null, "", new DeliveryCounters()).keyForm(keyForm).build());
        this.records = store instanceof RecordStore kept ? new StoredRecords(kept, builder.keyPrefix,
                scope -> terms, clock, VertxCaller::current, builder.codec, builder.logKeys) : null;
        if (redis != null) {
            redis.start();
        }
    }

    /** {@return a builder of one whose records are in the memory of this process} */
    public static Builder inMemory() {
        return new Builder(prefix -> new InMemoryStore(System::nanoTime, MAX_RECORDS));
    }

    /**
     * A builder of one whose records are in Redis.
     *
     * @param vertx makes the connection to Redis, on one of its event loops
     * @param client the servers and how to connect to them; the connection belongs to no other client
     */
    public static Builder withRedis(Vertx vertx, RedisOptions client) {
        return new Builder(prefix -> RedisStore.create(vertx, client, RedisStoreOptions.DEFAULT.withKeyPrefix(prefix)));
    }

    /** {@return a builder of one whose records are in a store of the caller's} */
    public static Builder on(IdempotencyStore store) {
        Objects.requireNonNull(store, "store");
        return new Builder(prefix -> store);
    }

    @Override
    public <T> IdempotencyScope<T> scope(String scope, Class<T> resultType) {
        return scope(scope, (Type) resultType);
    }

    @Override
    @SuppressWarnings("unchecked") // as the caller says, who alone knows
    public <T> IdempotencyScope<T> scope(String scope, Type resultType) {
        return new GuardedScope<>(surroundings, ScopeAttributes.of(scope, resultType != Void.class),
                (ResultMapping<T>) (ResultMapping<?>) results.checked(scope, resultType));
    }

    /**
     * The records, for operators.
     *
     * @throws IllegalStateException if the store is one of the caller's that is no {@link RecordStore}
     */
    public IdempotencyRecords records() {
        if (records == null) {
            throw new IllegalStateException("The store has records for deliveries only: let it implement RecordStore");
        }
        return records;
    }

    /**
     * Closes the connection to Redis, if there is one. Steps that are not answered yet fail, and so do calls that wait for
     * another delivery.
     */
    @Override
    public void close() {
        if (redis != null) {
            redis.closeAndWait();
        }
        engine.close();
        log.flush();
    }

    private record PlainSurroundings(IdempotencyEngine engine, String keyPrefix, KeyForm keyForm,
            Map<String, DeliveryCounters> counters)
            implements
                ScopeSurroundings {

        @Override
        public GuardPolicy policyOf(ScopeAttributes attributes) {
            return attributes.applyTo(GuardPolicy.builder(attributes.scope(),
                    attributes.scope() == null ? keyPrefix : keyPrefix + attributes.scope() + ':',
                    counters.computeIfAbsent(attributes.name(), name -> new DeliveryCounters()))
                    .keyForm(keyForm).overrides(attributes.overrides())).build();
        }

        @Override
        public Caller caller() {
            return VertxCaller.current();
        }

        @Override
        public Function<SqlConnection, UniRowTransaction> transactions(RowTerms terms) {
            return new ConnectionTransactions(terms)::of;
        }
    }

    /** Puts one together. */
    public static final class Builder {

        /** Makes the store, given the start of all keys. */
        private final Function<String, IdempotencyStore> stores;
        private ObjectMapper mapper = new ObjectMapper().findAndRegisterModules();
        private final List<ResultFormat<?>> formats = new ArrayList<>();
        private @Nullable ResultCodec codec;
        private String keyPrefix = "idempotency:events:";
        private String node = Node.name();
        private boolean logKeys;
        private boolean hashKeys;
        private boolean verifyResults;
        private long maxResultBytes = 1024 * 1024;
        private int maxWaitingThreads = Integer.MAX_VALUE;

        private Builder(Function<String, IdempotencyStore> stores) {
            this.stores = stores;
        }

        /** What writes results as JSON and reads them; one that finds Jackson's modules by default. It is copied. */
        public Builder objectMapper(ObjectMapper mapper) {
            this.mapper = Objects.requireNonNull(mapper, "mapper");
            return this;
        }

        /** The stored form of results of one type, instead of JSON; may be called for several types. */
        public Builder resultFormat(ResultFormat<?> format) {
            formats.add(Objects.requireNonNull(format, "format"));
            return this;
        }

        /** What results go through on their way to the store and back; {@code null}, the default, for nothing. */
        public Builder resultCodec(@Nullable ResultCodec codec) {
            this.codec = codec;
            return this;
        }

        /** What all keys in the store begin with, {@code idempotency:events:} by default. */
        public Builder keyPrefix(String keyPrefix) {
            this.keyPrefix = Objects.requireNonNull(keyPrefix, "keyPrefix");
            return this;
        }

        /** What names this process in records; host and process id by default. */
        public Builder node(String node) {
            this.node = Objects.requireNonNull(node, "node");
            return this;
        }

        /** Whether log and exception messages may name keys, which can hold personal data; false by default. */
        public Builder logKeys(boolean logKeys) {
            this.logKeys = logKeys;
            return this;
        }

        /**
         * Whether the SHA-256 of a key stands for it in the store and in messages, and ids of events are left out; false by
         * default. A change makes all earlier records unknown.
         */
        public Builder hashKeys(boolean hashKeys) {
            this.hashKeys = hashKeys;
            return this;
        }

        /**
         * Whether each result is read back at once, so that a type that cannot come back is seen on the first event; false by
         * default. For tests.
         */
        public Builder verifyResults(boolean verifyResults) {
            this.verifyResults = verifyResults;
            return this;
        }

        /**
         * The largest result that is stored, 1 MiB by default.
         *
         * @param bytes of JSON in UTF-8, at least 1
         * @throws IllegalArgumentException if it is less
         */
        public Builder maxResultBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("maxResultBytes is " + bytes + ": it must be at least 1");
            }
            this.maxResultBytes = bytes;
            return this;
        }

        /**
         * The number of threads that may wait for another delivery of the same event at the same time, in {@code runBlocking}
         * and {@code processBlocking}; without a bound by default. One more call fails with an
         * {@link io.quarkiverse.eventidempotency.EventInFlightException}. Set it below the size of the pool that bodies need
         * threads of.
         *
         * @param threads at least 1; virtual threads do not count
         * @throws IllegalArgumentException if it is less
         */
        public Builder maxWaitingThreads(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("maxWaitingThreads is " + threads + ": it must be at least 1");
            }
            this.maxWaitingThreads = threads;
            return this;
        }

        /** {@return event idempotency as it was put together; to be closed} */
        public StandaloneIdempotency build() {
            return new StandaloneIdempotency(this);
        }
    }
}
