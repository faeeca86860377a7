package io.quarkiverse.eventidempotency.records;

/**
 * The number of records that a deletion of many has changed.
 *
 * @param deleted the number of records that are gone
 * @param revoked the number of records that were in flight and stay, as failures that may run again: see
 *        {@link DeleteResult#REVOKED}
 */
public record DeleteCount(long deleted, long revoked) {
}
