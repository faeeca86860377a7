package io.quarkiverse.eventidempotency.spi;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;

/**
 * A store whose records operators can look at and decide on.
 * <p>
 * Apart from what deliveries need, since a store is complete without it: one that stands in front of another, or that only
 * a test needs, has nothing to list.
 * <p>
 * The rules of {@link IdempotencyStore} hold here too. Each operation but {@link #scan} is one atomic step on one key. A step
 * has a token, which tells a step that is repeated from another one: it is answered as at first and changes nothing again,
 * except that a deletion finds nothing left to delete.
 */
public interface RecordStore extends IdempotencyStore {

    /**
     * Looks at what stands under a key.
     *
     * @param storeKey where to look
     * @return the value; empty when there is none
     */
    @CheckReturnValue
    Uni<Optional<StoredValue>> find(String storeKey);

    /**
     * Deletes a value, whatever it is. A record in flight is revoked instead: it becomes {@code failed} and retryable, its
     * owner is emptied, and it keeps its time to live.
     */
    @CheckReturnValue
    Uni<DeleteResult> delete(DeleteRequest request);

    /**
     * Makes a record {@code failed} and retryable without an owner, and does not count its attempt. One that is quarantined
     * or out of attempts starts again at attempt 0.
     *
     * @param storeKey where the record stands
     * @param token what names this step, and no other: letters and digits
     * @param leaseMillis the lease that the record gets if it has none, in milliseconds
     * @param holdMillis the time to live that the record gets if it has none, in milliseconds
     */
    @CheckReturnValue
    Uni<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis);

    /** Stores an outcome unless the event is completed, and replaces the owner. */
    @CheckReturnValue
    Uni<ForceResult> force(ForceRequest request);

    /**
     * Revokes a record in flight whose lease ended at least so long ago. One that has no lease, as other writers leave it, or
     * no time to live gets what it lacks, as a claim would give it; one that is to be quarantined waits for its next claim.
     *
     * @param storeKey where the record stands
     * @param token what names this step, and no other: letters and digits
     * @param leaseMillis the lease that the record gets if it has none, in milliseconds
     * @param holdMillis the time to live that the record gets if it has none, in milliseconds
     * @param endedMillis how long ago the lease must have ended, in milliseconds, 0 or more
     */
    @CheckReturnValue
    Uni<OrphanReply> revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis);

    /**
     * Takes one step over the keys that begin with a prefix. A key that is there all the time from the first step to the last
     * is found, perhaps more than once; one that comes or goes meanwhile may be.
     *
     * @param prefix what the keys begin with, as it is
     * @param text what they have somewhere after that, as it is; may be empty
     * @param cursor where to go on, {@link StoreKeys#next()} of an earlier step; {@code null} to begin
     * @param count about how many keys to look at, at least 1
     * @throws IllegalArgumentException if the cursor is none of this store's
     */
    @CheckReturnValue
    Uni<StoreKeys> scan(String prefix, String text, @Nullable String cursor, int count);
}
