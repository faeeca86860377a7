package io.quarkiverse.eventidempotency.spi;

/**
 * The end of one claim.
 *
 * @param storeKey where the record stands
 * @param owner the claim's token
 * @param outcome how it ends
 * @param ttlMillis the time to live that the record gets, in milliseconds
 * @param record the whole record to store, as JSON that starts with {@code status} and {@code owner}
 * @param recreate whether to store the record also when there is none any more
 */
public record SettleRequest(String storeKey, String owner, Outcome outcome, long ttlMillis, String record,
        boolean recreate) {

    /** How a claim ends. */
    public enum Outcome {

        /** The body ended. Applied unless the record is completed already. */
        COMPLETE,

        /** The body failed, or never began. Applied only while the record is {@code processing}. */
        FAIL
    }
}
