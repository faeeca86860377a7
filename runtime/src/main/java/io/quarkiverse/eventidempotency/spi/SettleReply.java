package io.quarkiverse.eventidempotency.spi;

/** What a store answers to the end of a claim. */
public enum SettleReply {

    /** Stored, now or by an earlier try; or nothing to store, since the record was settled otherwise meanwhile. */
    OK,

    /** Stored, although the record had vanished. */
    RECREATED,

    /** The record had vanished, and was not to be stored again. */
    GONE,

    /** Another claim has the key now; its record stands. */
    LOST,

    /** The value is no record; it stands. */
    FOREIGN
}
