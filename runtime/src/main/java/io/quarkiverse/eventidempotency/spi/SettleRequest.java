package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

/**
 * The end of one claim, as data. A store that keeps text renders it once, with {@link #record()}.
 *
 * @param claim the claim as it was acquired
 * @param attempt the attempt's number
 * @param fence the attempt's fence
 * @param firstSeenAt when the key was first claimed, as a JSON string with quotes; {@code null} when this claim was the first
 * @param outcome how the claim ends
 * @param ttlMillis the time to live that the record gets, in milliseconds
 * @param endedAt when it ended, in milliseconds of the epoch; negative when its body never began
 * @param result {@code COMPLETE}: the result as JSON; {@code null} when none is stored
 * @param error {@code FAIL}: the message of the failure; {@code null} for none
 * @param errorType {@code FAIL}: the type of the failure; {@code null} for none
 * @param retryable {@code FAIL}: whether the event may run again
 * @param recreate whether to store the record also when there is none any more
 */
public record SettleRequest(ClaimRequest claim, int attempt, long fence, @Nullable String firstSeenAt, Outcome outcome,
        long ttlMillis, long endedAt, @Nullable String result, @Nullable String error, @Nullable String errorType,
        boolean retryable, boolean recreate) {

    /** How a claim ends. */
    public enum Outcome {

        /** The body ended. Applied unless the record is completed already. */
        COMPLETE,

        /** The body failed, or never began. Applied only while the record is {@code processing}. */
        FAIL
    }

    /** {@return the same, not to be stored where there is no record any more} */
    public SettleRequest withoutRecreation() {
        return recreate ? new SettleRequest(claim, attempt, fence, firstSeenAt, outcome, ttlMillis, endedAt, result, error,
                errorType, retryable, false) : this;
    }

    /** {@return where the record stands} */
    public String storeKey() {
        return claim.storeKey();
    }

    /** {@return the claim's token} */
    public String owner() {
        return claim.owner();
    }

    /** {@return the whole record to store, as JSON in UTF-8 that starts with {@code status} and {@code owner}} */
    public byte[] record() {
        boolean completed = outcome == Outcome.COMPLETE;
        JsonBytes json = claim.head(new JsonBytes(200 + claim.tailSize() + (result == null ? 0 : result.length())),
                completed ? "completed" : "failed", attempt, fence);
        if (!completed) {
            json.ascii(",\"lease_ms\":").number(claim.leaseMillis()).ascii(",\"ttl_ms\":").number(ttlMillis);
        }
        claim.tail(claim.firstSeen(json, firstSeenAt), !completed || firstSeenAt != null);
        if (endedAt >= 0) {
            json.ascii(",\"completed_at\":").time(endedAt);
        }
        if (completed) {
            if (result != null) {
                json.ascii(",\"result\":").json(result);
            }
        } else {
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
}
