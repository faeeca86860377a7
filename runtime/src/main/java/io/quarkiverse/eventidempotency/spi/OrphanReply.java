package io.quarkiverse.eventidempotency.spi;

/** What a store answers where an orphaned record may be. */
public enum OrphanReply {

    /** It was in flight, and its lease had ended long enough ago: it is a failure that may run again now. */
    REVOKED,

    /** It was in flight and nobody could tell since when. Its lease starts now. */
    LENT,

    /** It is not in flight, its lease has not ended long enough ago, or it is to be quarantined. It stays as it is. */
    KEPT
}
