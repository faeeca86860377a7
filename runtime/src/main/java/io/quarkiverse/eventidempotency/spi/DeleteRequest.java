package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

/**
 * The deletion of one value.
 *
 * @param storeKey where it stands
 * @param token what names this step, and no other: letters and digits
 * @param leaseMillis the lease that a revoked record gets that has none, in milliseconds
 * @param holdMillis the time to live that a revoked record gets that has none, in milliseconds
 * @param seen what is to be deleted: nothing happens if another value stands there by now; {@code null} for whatever there is
 * @param leaseEnded whether to delete only a record in flight whose lease has ended, by the store's own measure
 */
public record DeleteRequest(String storeKey, String token, long leaseMillis, long holdMillis, @Nullable StoredValue seen,
        boolean leaseEnded) {
}
