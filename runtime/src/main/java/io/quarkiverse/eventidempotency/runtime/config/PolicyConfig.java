package io.quarkiverse.eventidempotency.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.engine.GuardMode;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.smallrye.config.WithName;

/** The attributes that can be configured for all scopes and for a single one. */
public interface PolicyConfig {

    /**
     * The time-to-live of a completed record. A duplicate that arrives later runs the handler again.
     */
    @ConfigDocDefault("24H")
    Optional<Duration> ttl();

    /**
     * How long a claim is kept for a process that has stopped responding. At least 100 milliseconds.
     */
    @ConfigDocDefault("20S")
    Optional<Duration> lease();

    /**
     * How long a delivery waits for another delivery of the same event that is being processed.
     */
    @ConfigDocDefault("30S")
    Optional<Duration> waitTimeout();

    /**
     * The answer to a duplicate: a delivery of an event that has been completed before.
     */
    @ConfigDocDefault("replay")
    Optional<OnDuplicate> onDuplicate();

    /**
     * The behavior of a delivery while another delivery of the same event is being processed.
     */
    @ConfigDocDefault("wait")
    Optional<OnInFlight> onInFlight();

    /**
     * The behavior of a delivery without an idempotency key.
     */
    @ConfigDocDefault("fail")
    Optional<OnMissingKey> onMissingKey();

    /**
     * The behavior of a delivery whose event has a lease that expired without an outcome.
     */
    @ConfigDocDefault("rerun")
    Optional<AfterCrash> afterCrash();

    /**
     * The number of attempts at one event. `0` for no bound.
     */
    @ConfigDocDefault("0")
    Optional<Integer> maxAttempts();

    /**
     * Whether results are stored. Set it to `false` only for methods whose result is never needed: methods that return
     * nothing, and consumers of messages without an outgoing channel.
     */
    @ConfigDocDefault("true")
    Optional<Boolean> storeResult();

    /**
     * The effect of the guard. `guard` guards deliveries. `observe` claims and records as usual, but skips, waits for and
     * refuses nothing: handlers run at every delivery, and the suppressed effect is logged and counted.
     */
    @ConfigDocDefault("guard")
    Optional<GuardMode> mode();

    /**
     * The behavior of a delivery when the store stays unreachable for longer than `store-retry-timeout`.
     */
    @ConfigDocDefault("fail")
    Optional<OnStoreFailure> onStoreFailure();

    /**
     * How long a claim or a completion is retried that the store does not confirm.
     */
    @ConfigDocDefault("20S")
    Optional<Duration> storeRetryTimeout();

    /**
     * Whether the fence of a record is always Redis' own time, so that it also grows when the record was lost, deleted or has
     * expired in between. A claim is then always made by script, which costs Redis several times as much as the command that
     * claims new keys otherwise; there the fence comes from this process' estimate of Redis' time.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> fenceStrict();

    /**
     * The largest number of messages behind the running one of which a consumer claims the keys ahead. The number in use adapts
     * itself: it grows while messages wait for the store, and shrinks while they wait for the handler. `0` switches it off.
     */
    @ConfigDocDefault("128")
    Optional<Integer> claimAhead();

    /**
     * Whether the next message of a consumer may be handled while the completion of the previous one is on its way to the
     * store.
     * A message is acknowledged when its completion is stored, in either case.
     */
    @ConfigDocDefault("true")
    Optional<Boolean> settleBehind();

    /**
     * How long this process may answer duplicates of a completed event from its memory, without asking the store. `0S`
     * switches this near cache off. Needs `quarkus-caffeine` in the application. If another process deletes the record, this
     * process keeps skipping the event until this time is over at the latest.
     */
    @WithName("cache.max-age")
    @ConfigDocDefault("0S")
    Optional<Duration> cacheMaxAge();

    /**
     * The sources of a message's own identity, in order; the first one that the message has is used. `header` is the header
     * `idempotency-key`, `cloud-event` the source and id of a CloudEvent, `message-id` the id that the broker assigned (AMQP,
     * RabbitMQ and NATS), `kafka-record` topic, partition, offset and timestamp of a Kafka record. They apply to consumers
     * that have no other key source and, without headers and CloudEvents, to `{messageId}`. Senders choose headers and
     * CloudEvents.
     */
    @ConfigDocDefault("header,cloud-event,message-id,kafka-record")
    Optional<List<IdentitySource>> identitySources();

    /**
     * Whether a message with the header `idempotency-bypass: true` runs its handler unguarded. Anyone who may send messages
     * can then make handlers run again.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> allowBypass();

    /** {@return the attributes of a policy that are set here} */
    static PolicyOverrides overrides(PolicyConfig config) {
        return PolicyOverrides.NONE.with(PolicyOverrides.TTL, config.ttl().orElse(null))
                .with(PolicyOverrides.LEASE, config.lease().orElse(null))
                .with(PolicyOverrides.WAIT_TIMEOUT, config.waitTimeout().orElse(null))
                .with(PolicyOverrides.ON_DUPLICATE, config.onDuplicate().orElse(null))
                .with(PolicyOverrides.ON_IN_FLIGHT, config.onInFlight().orElse(null))
                .with(PolicyOverrides.ON_MISSING_KEY, config.onMissingKey().orElse(null))
                .with(PolicyOverrides.AFTER_CRASH, config.afterCrash().orElse(null))
                .with(PolicyOverrides.MAX_ATTEMPTS, config.maxAttempts().orElse(null))
                .with(PolicyOverrides.STORE_RESULT, config.storeResult().orElse(null))
                .with(PolicyOverrides.MODE, config.mode().orElse(null))
                .with(PolicyOverrides.ON_STORE_FAILURE, config.onStoreFailure().orElse(null))
                .with(PolicyOverrides.STORE_RETRY_TIMEOUT, config.storeRetryTimeout().orElse(null))
                .with(PolicyOverrides.FENCE_STRICT, config.fenceStrict().orElse(null))
                .with(PolicyOverrides.CLAIM_AHEAD, config.claimAhead().orElse(null))
                .with(PolicyOverrides.SETTLE_BEHIND, config.settleBehind().orElse(null))
                .with(PolicyOverrides.CACHE_MAX_AGE, config.cacheMaxAge().orElse(null));
    }
}
