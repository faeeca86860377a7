package io.quarkiverse.eventidempotency;

/** What a delivery does whose idempotency key is missing: a required part of it was {@code null}, or all of it was empty. */
public enum OnMissingKey {

    /** It fails with a {@link MissingIdempotencyKeyException}. The body does not run. */
    FAIL,

    /** The body runs unguarded: neither claimed nor recorded. */
    PROCEED
}
