package io.quarkiverse.eventidempotency;

/** What a delivery does when the store stays out of reach for longer than {@code store-retry-timeout}. */
public enum OnStoreFailure {

    /**
     * It fails: with a {@link StoreUnavailableException} when the key could not be claimed (the body has not run), with a
     * {@link CompletionNotStoredException} when the outcome could not be stored (the body has run, and will run again).
     */
    FAIL,

    /**
     * The body runs unguarded, or its result is returned although it could not be stored. Both are logged. Once the store has
     * been unavailable for {@code store-retry-timeout}, further bodies run unguarded at once until the store replies again.
     */
    PROCEED
}
