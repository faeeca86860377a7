package io.quarkiverse.eventidempotency.runtime.engine;

/** What can happen on a delivery's way to its end. */
public enum DeliveryIncident {

    /** A claim took over from one whose lease had ended. */
    TAKEOVER,

    /** A claim was made again after an earlier attempt had failed. */
    RETRY,

    /** A delivery began to wait for another one of its event. */
    WAIT,

    /** A header that was to name the event could not be used, and counted as absent. */
    MALFORMED_HEADER,

    /** A result was too large or could not be written, and its completion was stored without it. */
    RESULT_NOT_STORED,

    /** A claim was answered from the near cache: the event was known to be completed. */
    CACHE_HIT
}
