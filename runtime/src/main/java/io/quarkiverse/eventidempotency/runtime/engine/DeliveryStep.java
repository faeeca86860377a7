package io.quarkiverse.eventidempotency.runtime.engine;

/** The steps of deliveries whose time is measured. */
public enum DeliveryStep {

    /** One request for a claim, until the store's reply. The near cache's replies are none. */
    CLAIM,

    /** The settlement of a claim whose body has begun, from the first request until the store confirms one. */
    SETTLEMENT,

    /** One run of a body that ended with its result. */
    BODY_COMPLETED,

    /** One run of a body that failed. */
    BODY_FAILED,

    /** The wait for other deliveries of an event, from its begin until its end. */
    WAIT
}
