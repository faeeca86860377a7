package io.quarkiverse.eventidempotency.records;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What is stored of one idempotency key.
 *
 * @param status the state
 * @param owner the random token of the claim that wrote the record; {@code null} in records of writers that have none
 * @param attempt how many claims the record has seen, from 1
 * @param fence the number to guard downstream writes with: a later claim's is larger; 0 in records of writers that have none
 * @param lease how long the claim holds without a sign of its owner; {@code null} in records of writers that have none
 * @param ttl the time to live that the record was last written with; {@code null} in records of writers that have none
 * @param scope what the key is unique within; {@code null} for none
 * @param key the idempotency key as it stands in the store; {@code null} in records of writers that leave it out
 * @param eventId the event's id, when it was known
 * @param eventType the event's type, when it was known
 * @param firstSeenAt when the key was first claimed: ISO-8601, by the clock of the process that did, informative only
 * @param startedAt when the last attempt began, likewise
 * @param completedAt when the outcome was stored, likewise
 * @param hasResult whether a result is stored, which may be a JSON {@code null}
 * @param result the stored result as JSON; {@code null} when there is none
 * @param error the message of the failure
 * @param errorType the exception type of the failure, or {@code QUARANTINED} or {@code ATTEMPTS_EXHAUSTED}
 * @param retryable whether a failed event may run again
 * @param fingerprint the digest of the payload, where one is taken
 * @param node the process that wrote the record
 * @param traceId the trace of the delivery that wrote the record, where the application has OpenTelemetry
 * @param spanId the span of that delivery; {@code null} when it is unknown, as in rows of transactions
 */
public record IdempotencyRecord(RecordStatus status, @Nullable String owner, int attempt, long fence,
        @Nullable Duration lease, @Nullable Duration ttl, @Nullable String scope, @Nullable String key,
        @Nullable String eventId, @Nullable String eventType, @Nullable String firstSeenAt, @Nullable String startedAt,
        @Nullable String completedAt, boolean hasResult, @Nullable String result, @Nullable String error,
        @Nullable String errorType, boolean retryable, @Nullable String fingerprint, @Nullable String node,
        @Nullable String traceId, @Nullable String spanId) {
}
