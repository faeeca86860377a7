package io.quarkiverse.eventidempotency.spi;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;

/**
 * One claim of one key, as data. A store that keeps text renders it once, with {@link #processingRecord} or {@link #tail()}.
 *
 * @param terms the part that is the same for all events of the method
 * @param storeKey where the record stands: prefix, scope and key
 * @param key the idempotency key, as it is written into the record
 * @param token the token of this claim
 * @param holdMillis the time to live of the record while it is not completed, in milliseconds, at least twice the lease
 * @param startedAt when the delivery began, in milliseconds of the epoch
 * @param eventId the event's id; {@code null} when unknown
 * @param eventType the event's type; {@code null} when unknown
 * @param fingerprint the payload's digest; {@code null} when none is taken
 * @param trace the span of the delivery; {@code null} for none
 * @param exact whether to claim by a step that decides everything at once, by the store's own time: the record is known to be
 *        there, or its fence must not be an estimate. Otherwise a cheaper step that only serves fresh keys may come first.
 */
public record ClaimRequest(ClaimTerms terms, String storeKey, String key, OwnerToken token, long holdMillis, long startedAt,
        @Nullable String eventId, @Nullable String eventType, @Nullable String fingerprint, @Nullable TraceContext trace,
        boolean exact) {

    /** {@return the scope that the key is unique within; {@code null} for none} */
    public @Nullable String scope() {
        return terms.scope();
    }

    /** {@return how long the claim holds without a sign of its owner, in milliseconds} */
    public long leaseMillis() {
        return terms.leaseMillis();
    }

    /** {@return the number of attempts that the event has; 0 for no bound} */
    public int maxAttempts() {
        return terms.maxAttempts();
    }

    /** {@return the consequence of a lease that has expired} */
    public AfterCrash afterCrash() {
        return terms.afterCrash();
    }

    /** {@return the id of the trace of the delivery; {@code null} for none} */
    public @Nullable String traceId() {
        return trace == null ? null : trace.traceId();
    }

    /** {@return the id of the span of the delivery; {@code null} for none} */
    public @Nullable String spanId() {
        return trace == null ? null : trace.spanId();
    }

    /** {@return the token of this claim as text} */
    public String owner() {
        return token.text();
    }

    /** {@return the same claim with another token} */
    public ClaimRequest withToken(OwnerToken token) {
        return with(token, exact);
    }

    /** {@return the same claim, by a step that decides everything at once} */
    public ClaimRequest exactly() {
        return exact ? this : with(token, true);
    }

    private ClaimRequest with(OwnerToken token, boolean exact) {
        return new ClaimRequest(terms, storeKey, key, token, holdMillis, startedAt, eventId, eventType, fingerprint, trace,
                exact);
    }

    /** {@return the record's {@code first_seen_at} if this is the first claim of the key, as a JSON string with quotes} */
    public String firstSeenAt() {
        return new JsonBytes(26).time(startedAt).toString();
    }

    /** {@return the record's members after {@code first_seen_at}, as JSON that starts with a comma and has no closing brace} */
    public byte[] tail() {
        return tail(new JsonBytes(tailSize()), true).toBytes();
    }

    /**
     * The record that this claim stores.
     *
     * @param attempt the attempt's number
     * @param fence the attempt's fence
     * @param firstSeenAt when the key was first claimed, as a JSON string with quotes; {@code null} when this claim is the
     *        first
     * @return the record as JSON, in UTF-8
     */
    public byte[] processingRecord(int attempt, long fence, @Nullable String firstSeenAt) {
        JsonBytes record = head(new JsonBytes(180 + tailSize()), "processing", attempt, fence)
                .ascii(",\"lease_ms\":").number(leaseMillis())
                .ascii(",\"ttl_ms\":").number(holdMillis);
        return tail(firstSeen(record, firstSeenAt), true).ascii("}").toBytes();
    }

    String firstSeen(@Nullable String firstSeenAt) {
        try {
            return firstSeenAt == null ? RecordJson.time(startedAt) : RecordJson.unquote(firstSeenAt);
        } catch (IOException e) {
            throw new IllegalArgumentException("'" + firstSeenAt + "' is no JSON string", e);
        }
    }

    JsonBytes head(JsonBytes record, String status, int attempt, long fence) {
        record.ascii("{\"status\":\"").ascii(status).ascii("\",\"owner\":").string(owner());
        // a completed record without it is of the first attempt
        if (attempt != 1 || !status.equals("completed")) {
            record.ascii(",\"attempt\":").number(attempt);
        }
        return record.ascii(",\"fence\":").number(fence);
    }

    JsonBytes firstSeen(JsonBytes record, @Nullable String firstSeenAt) {
        record.ascii(",\"first_seen_at\":");
        return firstSeenAt == null ? record.time(startedAt) : record.json(firstSeenAt);
    }

    int tailSize() {
        return 200 + terms.scopeMember().length + terms.nodeMember().length + key.length();
    }

    /** @param started whether to say when the attempt began, which is when the key was first seen where it is not said */
    JsonBytes tail(JsonBytes record, boolean started) {
        record.json(terms.scopeMember()).ascii(",\"idempotency_key\":").string(key);
        // flat records have the members of the services that share them
        if (eventId != null || scope() == null) {
            record.ascii(",\"event_id\":").string(eventId);
        }
        if (eventType != null || scope() == null) {
            record.ascii(",\"event_type\":").string(eventType);
        }
        if (started) {
            record.ascii(",\"started_at\":").time(startedAt);
        }
        record.json(terms.nodeMember());
        if (trace != null) {
            record.ascii(",\"trace_id\":").string(trace.traceId()).ascii(",\"span_id\":").string(trace.spanId());
        }
        if (fingerprint != null) {
            record.ascii(",\"fingerprint\":").string(fingerprint);
        }
        if (afterCrash() == AfterCrash.QUARANTINE) {
            record.ascii(",\"after_crash\":\"QUARANTINE\"");
        }
        return record;
    }
}
