package io.quarkiverse.eventidempotency.records;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The records of the store, for those who operate the application: to look at, to delete, to release, and to decide what a
 * delivery could not. Injectable.
 * <p>
 * A record is named by scope and key as the application names them, {@link Idempotent#NO_SCOPE} for no scope; where the
 * scope has a generation, its records of that generation are meant. The methods whose name ends in {@code At} take
 * {@link FoundRecord#storeKey()} instead, and reach every record that is listed.
 * <p>
 * Each decision is one atomic step on one record. It wins over deliveries: whoever held the record has lost its lease, and
 * can neither renew nor complete it any more. Nothing stops a body that runs already.
 * <p>
 * Everything is lazy: nothing happens before the subscription, and each subscription does it anew. Outcomes arrive where the
 * subscriber is: on its Vert.x context, or on a worker thread where it has none. What the store does not confirm fails with a
 * {@link StoreUnavailableException} whose cause tells why; a decision may then have been applied all the same. Arguments that
 * cannot be right are refused with an {@link IllegalArgumentException} at once.
 */
public interface IdempotencyRecords {

    /**
     * Looks for a record.
     *
     * @return what stands there, which may be no record; empty when nothing does
     */
    @CheckReturnValue
    Uni<Optional<FoundRecord>> find(String scope, String key);

    /** As {@link #find}, by the key in the store. */
    @CheckReturnValue
    Uni<Optional<FoundRecord>> findAt(String storeKey);

    /**
     * Deletes a record, so that its event is new. One that is in flight is revoked instead: removed, it would be written again
     * when its body ends. What stands there is deleted even if it is no record.
     */
    @CheckReturnValue
    Uni<DeleteResult> delete(String scope, String key);

    /** As {@link #delete(String, String)}, by the key in the store. */
    @CheckReturnValue
    Uni<DeleteResult> deleteAt(String storeKey);

    /**
     * Lets the next delivery run the event, be the record in flight, failed, quarantined or out of attempts. The attempt does
     * not count; a record that is quarantined or out of attempts starts again.
     */
    @CheckReturnValue
    Uni<ReleaseResult> release(String scope, String key);

    /** As {@link #release}, by the key in the store. */
    @CheckReturnValue
    Uni<ReleaseResult> releaseAt(String storeKey);

    /**
     * Completes an event without running it: later deliveries are duplicates. It is remembered for the time to live of its
     * scope, or that of its record where it is longer. What code has set in a scope of its own, and not configuration, counts
     * by the record alone.
     *
     * @param resultJson what duplicates get, as JSON, which goes through the application's
     *        {@link io.quarkiverse.eventidempotency.results.ResultCodec} if there is one; {@code null} for no result, which is
     *        as
     *        if
     *        it had not been stored
     * @throws IllegalArgumentException if the result is no JSON
     */
    @CheckReturnValue
    Uni<ForceResult> forceComplete(String scope, String key, @Nullable String resultJson);

    /** As {@link #forceComplete}, by the key in the store. A record that is not there is not made. */
    @CheckReturnValue
    Uni<ForceResult> forceCompleteAt(String storeKey, @Nullable String resultJson);

    /**
     * Fails an event so that no delivery runs it again: later deliveries fail. Its record has the error type
     * {@code FAILED_BY_OPERATOR}.
     *
     * @param error why, for people to read
     */
    @CheckReturnValue
    Uni<ForceResult> forceFail(String scope, String key, String error);

    /** As {@link #forceFail}, by the key in the store. A record that is not there is not made. */
    @CheckReturnValue
    Uni<ForceResult> forceFailAt(String storeKey, String error);

    /**
     * Lists records in no order, while they come and go. A record that is there all the time is listed, perhaps more than once
     * when the store is growing, shrinking or being resharded; keys that move from one node of a Cluster to another meanwhile
     * can be missed.
     * <p>
     * The store is only asked for more when the subscriber is: a listing that stands still or is cancelled costs it nothing.
     */
    @CheckReturnValue
    Multi<FoundRecord> list(RecordFilter filter);

    /**
     * Lists records a page at a time, as {@link #list} does.
     * <p>
     * A page ends early where there is much to look at and little that matches: it may have fewer records than asked for, also
     * none, and still not be the last.
     *
     * @param cursor where to begin, {@link RecordPage#next()} of the page before, with the same filter; {@code null} for the
     *        first page
     * @param size how many records at the most, at least 1
     * @throws IllegalArgumentException if the cursor is none, or the size less than 1
     */
    @CheckReturnValue
    Uni<RecordPage> page(RecordFilter filter, @Nullable String cursor, int size);

    /**
     * Counts records, as {@link #list} lists them.
     *
     * @param max how many to count at the most, at least 1
     * @throws IllegalArgumentException if the bound is less than 1
     */
    @CheckReturnValue
    Uni<RecordCount> count(RecordFilter filter, long max);

    /**
     * Deletes records, as {@link #list} lists them and {@link #delete(String, String)} deletes them. One that has changed
     * since it was looked at stays.
     *
     * @return how many were deleted, and how many were revoked
     */
    @CheckReturnValue
    Uni<DeleteCount> delete(RecordFilter filter);
}
