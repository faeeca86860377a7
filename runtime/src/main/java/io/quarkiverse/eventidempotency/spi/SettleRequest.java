package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/**
 * The end of one claim, as data, and the record that it stores. A store that keeps text renders it once, with
 * {@link #rendered()}.
 *
 * @param claim the claim
 * @param acquired the store's answer to it
 * @param outcome how the claim ends
 * @param keepMillis the time to live that the record gets, in milliseconds
 * @param endedAt when it ended, in milliseconds of the epoch; negative when its body never began, so that the attempt does not
 *        count
 * @param result {@code COMPLETE}: the result as JSON; {@code null} when none is stored
 * @param error {@code FAIL}: the message of the failure; {@code null} for none
 * @param errorType {@code FAIL}: the type of the failure; {@code null} for none
 * @param retryable {@code FAIL}: whether the event may run again
 * @param recreate whether to store the record also when there is none any more
 */
public record SettleRequest(ClaimRequest claim, ClaimReply acquired, Outcome outcome, long keepMillis, long endedAt,
        @Nullable String result, @Nullable String error, @Nullable String errorType, boolean retryable, boolean recreate)
        implements
            RecordContent {

    /** How a claim ends. */
    public enum Outcome {

        /** The body ended. Applied unless the record is completed already. */
        COMPLETE,

        /** The body failed, or never began. Applied only while the record is {@code processing}. */
        FAIL
    }

    /** Leaves out what is of the other outcome. */
    public SettleRequest {
        boolean completed = outcome == Outcome.COMPLETE;
        result = completed ? result : null;
        error = completed ? null : error;
        errorType = completed ? null : errorType;
        retryable = !completed && retryable;
    }

    /** {@return the same, not to be stored where there is no record any more} */
    public SettleRequest withoutRecreation() {
        return recreate
                ? new SettleRequest(claim, acquired, outcome, keepMillis, endedAt, result, error, errorType, retryable, false)
                : this;
    }

    private boolean completed() {
        return outcome == Outcome.COMPLETE;
    }

    /** {@return where the record stands} */
    public String storeKey() {
        return claim.storeKey();
    }

    @Override
    public String owner() {
        return claim.owner();
    }

    @Override
    public boolean isOwnedBy(ClaimRequest other) {
        return claim.token().isSameAs(other.token());
    }

    @Override
    public RecordStatus status() {
        return completed() ? RecordStatus.COMPLETED : RecordStatus.FAILED;
    }

    @Override
    public int attempt() {
        return endedAt < 0 ? acquired.attempt() - 1 : acquired.attempt();
    }

    @Override
    public long fence() {
        return acquired.fence();
    }

    @Override
    public @Nullable String scope() {
        return claim.scope();
    }

    @Override
    public String key() {
        return claim.key();
    }

    @Override
    public @Nullable String fingerprint() {
        return claim.fingerprint();
    }

    @Override
    public long size() {
        return expectedSize();
    }

    private int expectedSize() {
        return 200 + claim.tailSize() + (result == null ? 0 : result.length());
    }

    @Override
    public String text() {
        return new String(rendered(), UTF_8);
    }

    /** {@return the whole record to store, as JSON in UTF-8 that starts with {@code status} and {@code owner}} */
    public byte[] rendered() {
        JsonBytes json = claim.head(new JsonBytes(expectedSize()),
                completed() ? "completed" : "failed", attempt(), fence());
        if (!completed()) {
            json.ascii(",\"lease_ms\":").number(claim.leaseMillis()).ascii(",\"ttl_ms\":").number(keepMillis);
        }
        claim.tail(claim.firstSeen(json, acquired.firstSeenAt()), !completed() || acquired.firstSeenAt() != null);
        if (endedAt >= 0) {
            json.ascii(",\"completed_at\":").time(endedAt);
        }
        if (result != null) {
            json.ascii(",\"result\":").json(result);
        }
        if (!completed()) {
            json.ascii(",\"retryable\":").ascii(retryable ? "true" : "false");
            boolean flat = claim.scope() == null;
            if (error != null || flat) {
                json.ascii(",\"error\":").string(error);
            }
            if (errorType != null || flat) {
                json.ascii(",\"error_type\":").string(errorType);
            }
        }
        return json.ascii("}").toBytes();
    }

    @Override
    public IdempotencyRecord record() {
        return new IdempotencyRecord(status(), owner(), attempt(), fence(),
                completed() ? null : Duration.ofMillis(claim.leaseMillis()), completed() ? null : Duration.ofMillis(keepMillis),
                scope(), key(), claim.eventId(), claim.eventType(), claim.firstSeen(acquired.firstSeenAt()),
                RecordJson.time(claim.startedAt()), endedAt < 0 ? null : RecordJson.time(endedAt), result != null, result,
                error,
                errorType, retryable, fingerprint(), claim.terms().node(), claim.traceId(), claim.spanId());
    }
}
