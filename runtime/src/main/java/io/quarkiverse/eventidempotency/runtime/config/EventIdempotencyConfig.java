package io.quarkiverse.eventidempotency.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;
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
public interface EventIdempotencyConfig {

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
     * How long a completed event is remembered, where neither the scope's configuration nor the annotation says so.
     */
    @ConfigDocDefault("24H")
    Optional<Duration> ttl();

    /**
     * How long a claim is kept for a process that has stopped answering, where neither the scope's configuration nor the
     * annotation says so. At least 100 milliseconds.
     */
    @ConfigDocDefault("20S")
    Optional<Duration> lease();

    /**
     * How long a delivery waits for another one that is being processed, where neither the scope's configuration nor the
     * annotation says so.
     */
    @ConfigDocDefault("30S")
    Optional<Duration> waitTimeout();

    /**
     * What a delivery gets whose event has been completed before, where neither the scope's configuration nor the annotation
     * says so.
     */
    @ConfigDocDefault("replay")
    Optional<OnDuplicate> onDuplicate();

    /**
     * What a delivery does whose event is being processed elsewhere, where neither the scope's configuration nor the
     * annotation says so.
     */
    @ConfigDocDefault("wait")
    Optional<OnInFlight> onInFlight();

    /**
     * What a delivery does whose key is missing, where neither the scope's configuration nor the annotation says so.
     */
    @ConfigDocDefault("fail")
    Optional<OnMissingKey> onMissingKey();

    /**
     * What becomes of an event whose lease ended without an outcome, where neither the scope's configuration nor the
     * annotation says so.
     */
    @ConfigDocDefault("rerun")
    Optional<AfterCrash> afterCrash();

    /**
     * How many attempts at one event there are, where neither the scope's configuration nor the annotation says so. 0 for no
     * bound.
     */
    @ConfigDocDefault("0")
    Optional<Integer> maxAttempts();

    /**
     * Whether results are stored, where neither the scope's configuration nor the annotation says so. `false` only for
     * methods whose result nobody needs: those that return nothing, and consumers of messages without an outgoing channel.
     */
    @ConfigDocDefault("true")
    Optional<Boolean> storeResult();

    /**
     * What deliveries are subject to. `guard` guards them. `observe` claims and records as usual, but skips, waits for and
     * refuses nothing: bodies run at every delivery, and what would have become of it is logged and counted.
     */
    @WithDefault("guard")
    Mode mode();

    /**
     * What a delivery does when the store stays out of reach for longer than `store-retry-timeout`.
     */
    @WithDefault("fail")
    OnStoreFailure onStoreFailure();

    /**
     * How long a claim or a completion that the store does not confirm is tried again.
     */
    @WithDefault("20S")
    Duration storeRetryTimeout();

    /**
     * Whether the fence of a record is always Redis' own time, so that it grows for certain also when the record was lost,
     * deleted or has expired in between. A claim is then always made by script, which costs Redis several times as much as
     * the command that claims new keys otherwise; there the fence comes from this process' estimate of Redis' time.
     */
    @WithDefault("false")
    boolean fenceStrict();

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
     * Whether log and exception messages may name idempotency keys, which can hold personal data. When they may not, the
     * first twelve hexadecimal digits of a key's SHA-256 stand for it.
     */
    @WithDefault("false")
    boolean logKeys();

    /**
     * What a message's own identity is taken from, the first of these that the message has: the header `idempotency-key`
     * (`header`); source and id of a CloudEvent (`cloud-event`); the id that the broker gave it (`message-id`, with AMQP,
     * RabbitMQ and NATS); topic, partition, offset and timestamp of a Kafka record (`kafka-record`). For consumers whose
     * key comes from nowhere else; and, headers and CloudEvents left out, for `{messageId}`. Headers and CloudEvents are the
     * sender's word.
     */
    @WithDefault("header,cloud-event,message-id,kafka-record")
    List<IdentitySource> identitySources();

    /**
     * Whether a message with the header `idempotency-bypass: true` runs its body unguarded. Whoever may send messages may
     * then make their bodies run again.
     */
    @WithDefault("false")
    boolean allowBypass();

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

    /** Records in flight that nobody works on any more. */
    @ConfigDocSection
    CleanUpConfig cleanUp();

    /** Settings of single scopes. */
    @ConfigDocSection
    @ConfigDocMapKey("scope")
    Map<String, ScopeConfig> scopes();

    /** What deliveries are subject to. */
    enum Mode {
        /** They are guarded. */
        GUARD,
        /** They are claimed and recorded, and their bodies run whatever the record says. */
        OBSERVE
    }

    /** What a message's own identity is taken from. */
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
    interface ScopeConfig {

        /**
         * Set by the build for each scope of the application, so that environment variables reach it. Read by nobody.
         */
        @WithDefault("false")
        @ConfigDocIgnore
        boolean known();

        /**
         * How long a completed event of this scope is remembered.
         */
        @ConfigDocDefault("as on the annotation")
        Optional<Duration> ttl();

        /**
         * How long a claim of this scope is kept for a process that has stopped answering.
         */
        @ConfigDocDefault("as on the annotation")
        Optional<Duration> lease();

        /**
         * How long a delivery of this scope waits for another one that is being processed.
         */
        @ConfigDocDefault("as on the annotation")
        Optional<Duration> waitTimeout();

        /**
         * What a delivery of this scope gets whose event has been completed before.
         */
        @ConfigDocDefault("as on the annotation")
        Optional<OnDuplicate> onDuplicate();

        /**
         * What a delivery of this scope does whose event is being processed elsewhere.
         */
        @ConfigDocDefault("as on the annotation")
        Optional<OnInFlight> onInFlight();

        /**
         * What a delivery of this scope does whose key is missing.
         */
        @ConfigDocDefault("as on the annotation")
        Optional<OnMissingKey> onMissingKey();

        /**
         * What becomes of an event of this scope whose lease ended without an outcome.
         */
        @ConfigDocDefault("as on the annotation")
        Optional<AfterCrash> afterCrash();

        /**
         * How many attempts at one event of this scope there are. 0 for no bound.
         */
        @ConfigDocDefault("as on the annotation")
        Optional<Integer> maxAttempts();

        /**
         * Whether results of this scope are stored.
         */
        @ConfigDocDefault("as on the annotation")
        Optional<Boolean> storeResult();

        /**
         * What deliveries of this scope are subject to.
         */
        @ConfigDocDefault("as for all scopes")
        Optional<Mode> mode();

        /**
         * What a delivery of this scope does when the store stays out of reach.
         */
        @ConfigDocDefault("as for all scopes")
        Optional<OnStoreFailure> onStoreFailure();

        /**
         * How long a claim or a completion of this scope is tried again that the store does not confirm.
         */
        @ConfigDocDefault("as for all scopes")
        Optional<Duration> storeRetryTimeout();

        /**
         * Whether the fence of a record of this scope is always Redis' own time.
         */
        @ConfigDocDefault("as for all scopes")
        Optional<Boolean> fenceStrict();

        /**
         * What the own identity of a message of this scope is taken from.
         */
        @ConfigDocDefault("as for all scopes")
        Optional<List<IdentitySource>> identitySources();

        /**
         * Whether a message of this scope with the header `idempotency-bypass: true` runs its body unguarded.
         */
        @ConfigDocDefault("as for all scopes")
        Optional<Boolean> allowBypass();

        /**
         * What starts the keys of this scope afresh: with `2026-02`, the key `order-1` becomes `2026-02/order-1`, in the
         * store and in the record, and every event is new. Up to 64 letters, digits, `_`, `.` and `-`.
         */
        @ConfigDocDefault("keys as they are")
        Optional<String> generation();
    }
}
