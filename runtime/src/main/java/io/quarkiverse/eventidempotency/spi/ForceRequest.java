package io.quarkiverse.eventidempotency.spi;

/**
 * An outcome that an operator decides.
 *
 * @param storeKey where the record stands
 * @param token the record's owner from then on, new for this step: letters and digits
 * @param outcome how the event ends
 * @param leaseMillis the lease that the record gets if it has none, in milliseconds
 * @param ttlMillis the time to live that the record gets, in milliseconds
 * @param firstSeenAt the record's {@code first_seen_at} if there is none yet, as a JSON string with quotes
 * @param identity the members that say what the record is of if there is none yet, as JSON that starts with a comma; empty
 *        if that is not known, and there is nothing to force then
 * @param ending the members that tell the outcome, likewise
 */
public record ForceRequest(String storeKey, String token, Outcome outcome, long leaseMillis, long ttlMillis,
        String firstSeenAt, String identity, String ending) {

    /** How the event ends. */
    public enum Outcome {

        /** Completed: later deliveries are duplicates. */
        COMPLETE,

        /** Failed, and not to be run again. */
        FAIL
    }
}
