package io.quarkiverse.eventidempotency.spi;

/** What a store answers to a renewal. */
public enum RenewReply {

    /** The lease starts again. */
    OK,

    /** There is no record. */
    GONE,

    /** Another claim has the key now, or the value is no record. */
    LOST,

    /** The claim has been settled. */
    SETTLED
}
