package io.quarkiverse.eventidempotency.runtime.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkiverse.eventidempotency.runtime.engine.Traces;
import io.quarkiverse.eventidempotency.runtime.guard.Guarded;
import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocIgnore;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigDocSection;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Event idempotency. */
@ConfigMapping(prefix = "quarkus.event-idempotency")
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
public interface EventIdempotencyConfig extends PolicyConfig {

    /**
     * Whether methods are guarded. When they are not, their bodies run at every delivery, nothing is recorded, and no store
     * is needed but by who injects `IdempotencyRecords`.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * What stands in front of scope and key in the store.
     */
    @WithDefault("idempotency:events:")
    String keyPrefix();

    /**
     * The largest result that is stored, as JSON in UTF-8, at most `512M`. A larger one is not stored, with a warning.
     */
    @WithDefault("1M")
    MemorySize maxResultSize();

    /**
     * How long the application, when it stops, waits for guarded bodies to end before it closes the store. Guarded channels
     * take no messages from their connectors meanwhile. An outcome that comes later is not stored: the event runs again. Dev
     * and test mode do not wait.
     */
    @WithDefault("10S")
    Duration shutdownTimeout();

    /**
     * The number of worker threads, at least 1, that callers may hold while they wait for another delivery of the same event.
     * Methods that return their result hold one, and so does `runBlocking`; methods that return a `Uni` or a
     * `CompletionStage` wait without a thread. A caller beyond that number fails with an `EventInFlightException`. Consumers
     * may hold as many again, and each of them one of its own, up to that number of consumers; beyond that their channels pass
     * on no further messages. The bound keeps threads free for the handlers that are waited for.
     */
    @ConfigDocDefault("a quarter of `quarkus.thread-pool.max-threads`")
    OptionalInt maxWaitingThreads();

    /**
     * Whether log and exception messages name idempotency keys, which can contain personal data. When they do not, the first
     * twelve hexadecimal digits of a key's SHA-256 stand for it. The Dev UI and `IdempotencyRecords` find records by these.
     * Responses of REST resources contain the messages of exceptions only when this is set: do not set it where clients must
     * not see them.
     */
    @ConfigDocDefault("`true` in dev mode, else `false`")
    Optional<Boolean> logKeys();

    /**
     * Whether the SHA-256 of a key stands for it in the store, in logs, in exceptions and in the Dev UI, as in
     * `sha256:9f86d0…`. Ids of events, which can be the key, are then not stored. `IdempotencyRecords` and the Dev UI still
     * find
     * a record by its whole key, not by a part of it. A change makes all earlier records unknown: their events run again. All
     * applications that share records must have the same value.
     */
    @WithDefault("false")
    boolean hashKeys();

    /**
     * What names this process in records.
     */
    @ConfigDocDefault("<host name>/<process id>")
    Optional<String> node();

    /** Redis. */
    @ConfigDocSection
    RedisConfig redis();

    /** The store in memory. */
    @ConfigDocSection
    InMemoryConfig inMemory();

    /** The near cache of completed records. */
    @ConfigDocSection
    CacheConfig cache();

    /** The databases of handlers that keep their records in their own transactions. */
    @ConfigDocSection
    DatabaseConfig database();

    /** Records in flight that nobody works on any more. */
    @ConfigDocSection
    CleanUpConfig cleanUp();

    /** Metrics. */
    @ConfigDocSection
    MetricsConfig metrics();

    /** Tests. */
    @ConfigDocSection
    TestConfig test();

    /** Traces. */
    @ConfigDocSection
    TracingConfig tracing();

    /**
     * Settings of single scopes. A setting takes precedence over the annotation, which takes precedence over the setting for
     * all scopes.
     */
    @ConfigDocSection
    @ConfigDocMapKey("scope")
    Map<String, ScopeConfig> scopes();

    /** A source of a message's own identity. */
    enum IdentitySource {
        /** The header {@code idempotency-key}. */
        HEADER,
        /** Source and id of a CloudEvent. */
        CLOUD_EVENT,
        /** The id that the broker gave the message. */
        MESSAGE_ID,
        /** Topic, partition, offset and timestamp of a Kafka record, those of its first delivery. */
        KAFKA_RECORD
    }

    /** Redis. */
    interface RedisConfig {

        /**
         * How long to wait for the answer to a command once it has been written, or for more of it. The connection is then
         * treated as broken. An attempt to connect that receives nothing for as long is ended, and made again.
         */
        @WithDefault("2S")
        Duration commandTimeout();

        /**
         * The largest number of claims that wait to be sent; one more fails at once. Completions and renewals are not limited.
         */
        @WithDefault("100000")
        int maxPending();

        /**
         * How many connections to Redis are held, at least 1. Each key has one of them. One connection is driven by one event
         * loop, which is enough until that takes a core for itself: raise it on machines with more cores.
         */
        @WithDefault("1")
        int connections();
    }

    /** The store in memory. */
    interface InMemoryConfig {

        /**
         * How many records are kept at the most. Completed ones are forgotten first, the oldest before the others.
         */
        @WithDefault("100000")
        int maxRecords();
    }

    /** The near cache of completed records, which `cache.max-age` switches on. */
    interface CacheConfig {

        /**
         * About how much memory the near cache takes at the most, all scopes together. Records that are seldom used are
         * dropped first.
         */
        @WithDefault("16M")
        MemorySize maxSize();
    }

    /** The databases of handlers that keep their records in their own transactions. */
    interface DatabaseConfig {

        /**
         * The treatment of the table of records when the application starts. `validate` fails the start where the table is
         * missing, and names the script that creates it. `create` creates it. `none` does not check.
         */
        @ConfigDocDefault("`validate` in production, `create` in dev and test mode")
        Optional<SchemaMode> schema();

        /**
         * How often expired rows are deleted, at least 1 second. Each pause is shortened by up to a quarter at random. Rows are
         * deleted in transactions of at most 1,000 that skip rows which others hold.
         */
        @WithDefault("1M")
        Duration cleanUpInterval();
    }

    /** Records in flight that nobody works on any more. */
    interface CleanUpConfig {

        /**
         * How often to look for records in flight whose lease has ended long ago, at least 1 second. They are revoked: they
         * show as failed, and the next delivery runs their event as it would have done anyway. Each pause is shortened by up
         * to a quarter at random. Where it is not set, nobody looks.
         * <p>
         * A record that has no lease or no time to live, as other writers leave it, gets one when it is first seen. One that is
         * to be quarantined stays for its next delivery.
         */
        Optional<Duration> interval();

        /**
         * How long ago the lease of such a record must have ended.
         */
        @WithDefault("1H")
        Duration olderThan();
    }

    /** One scope. */
    interface ScopeConfig extends PolicyConfig {

        /**
         * Set by the build for each scope of the application, so that environment variables reach it. Read by nobody.
         */
        @WithDefault("false")
        @ConfigDocIgnore
        boolean known();

        /**
         * What starts the keys of this scope afresh: with `2026-02`, the key `order-1` becomes `2026-02/order-1`, in the
         * store and in the record, and every event is new. Up to 64 letters, digits, `_`, `.` and `-`.
         */
        @ConfigDocDefault("keys as they are")
        Optional<String> generation();
    }
}
