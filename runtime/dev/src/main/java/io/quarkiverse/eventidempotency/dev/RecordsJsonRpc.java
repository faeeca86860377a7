package io.quarkiverse.eventidempotency.dev;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The service for records, for the pages of the Dev UI and for tools by Dev MCP. Tools may only read, unless a developer allows
 * them more.
 */
@Singleton
public class RecordsJsonRpc {

    private static final int MAX_PAGE = 500;
    static final int MAX_COUNTED = 1000;

    private static final String STORE_KEY = " storeKey: the key of the record in the store, as recordsPage returns it";

    /** The arguments of each search, for tools. */
    private static final String FILTER = " scope: only records of this scope, 'none' for records without one (optional);"
            + " keyText: only records whose key contains this text, or has this digest, as in sha256:0123456789ab (optional);"
            + " status: only records that are processing, completed, failed, runs-again, failed-permanently, quarantined,"
            + " attempts-exhausted, released, foreign or misplaced (optional);"
            + " olderThan: only records that were first seen at least so long ago, such as 10M, 2H or P7D (optional);"
            + " leaseExpired: true for records in flight whose lease has expired (optional)";

    private final Instance<IdempotencyRecords> records;
    private final RecordRows rows;
    private final RecentDeliveries recent;

    RecordsJsonRpc(Instance<IdempotencyRecords> records, RecordRows rows, RecentDeliveries recent) {
        this.records = records;
        this.recent = recent;
        this.rows = rows;
    }

    /** Some of the records that match. */
    public record Page(List<RecordRow> records, @Nullable String next, int foreign) {
    }

    /** How many records are in each state; not exact when counting has ended before the last one. */
    public record Counts(Map<String, Long> byStatus, boolean exact) {

        /** @param statuses those of the records, one more than are counted if there are so many */
        static Counts of(List<String> statuses) {
            return new Counts(statuses.stream().limit(MAX_COUNTED).collect(groupingBy(status -> status, counting())),
                    statuses.size() <= MAX_COUNTED);
        }
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Counts idempotency records by status. Counting ends at 1000 records: exact is false then")
    public Uni<Counts> countByStatus() {
        return records.get().list(RecordFilter.ALL.withForeign()).select().first(MAX_COUNTED + 1L).map(rows::row)
                .map(RecordRow::status)
                .collect().asList().map(Counts::of);
    }

    /**
     * How many records a deletion would change.
     *
     * @param deleted how many would be deleted
     * @param revoked how many are in flight, and would be revoked
     * @param exact whether these are all; false when counting ended before the last one
     */
    public record Matching(long deleted, long revoked, boolean exact) {
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists idempotency records, a page at a time and in no order. A page can have fewer records than asked "
            + "for, also none, and still have a next one." + FILTER
            + "; cursor: the next of the page before, as it is (optional: without it, the first page);"
            + " size: how many records at most, 1 to 500 (optional: 50)")
    public Uni<Page> recordsPage(String scope, String keyText, String status, String olderThan, Boolean leaseExpired,
            String cursor, Integer size) {
        return Refusal.asked(() -> {
            int most = checkedSize(size);
            RecordFilter filter = new RecordQuery(scope, keyText, status, olderThan, leaseExpired).filter(rows);
            if (filter.equals(RecordFilter.ALL)) {
                filter = filter.withForeign();
            }
            return records.get().page(filter, RecordQuery.orNull(cursor), most)
                    .map(page -> new Page(page.records().stream().map(rows::row).toList(), page.next(), page.foreign()));
        });
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists the idempotency records that this process touched last, the last one first. Records that are "
            + "gone are left out. size: how many records at most, 1 to 500 (optional: 50)")
    public Uni<List<RecordRow>> recentRecords(Integer size) {
        return Refusal.asked(() -> Multi.createFrom().iterable(recent.lastKeys(checkedSize(size)))
                .onItem().transformToUniAndConcatenate(records.get()::findAt)
                .select().where(Optional::isPresent).map(found -> rows.row(found.get()))
                .collect().asList());
    }

    private static int checkedSize(@Nullable Integer size) {
        int most = size == null ? 50 : size;
        if (most < 1 || most > MAX_PAGE) {
            throw new Refusal("size is " + size + ": it must be 1 to " + MAX_PAGE);
        }
        return most;
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Shows one idempotency record with its result, error, owner and lease." + STORE_KEY)
    public Uni<RecordDetail> oneRecord(String storeKey) {
        return Refusal.asked(() -> records.get().findAt(needed("storeKey", storeKey))
                .map(found -> rows.detail(found.orElseThrow(() -> unknown(storeKey)))));
    }

    @JsonRpcDescription("Deletes one idempotency record, so that its event is new. A record in flight is revoked instead."
            + STORE_KEY)
    public Uni<String> deleteRecord(String storeKey) {
        return Refusal.asked(() -> records.get().deleteAt(needed("storeKey", storeKey))
                .map(deleted -> done(deleted, storeKey, "")));
    }

    @JsonRpcDescription("Releases one idempotency record, in flight or failed, so that the next delivery runs its event."
            + STORE_KEY)
    public Uni<String> releaseRecord(String storeKey) {
        return Refusal.asked(() -> records.get().releaseAt(needed("storeKey", storeKey))
                .map(released -> done(released, storeKey, ", and stays so: delete its record to let it run again")));
    }

    @JsonRpcDescription("Completes the event of one idempotency record without running it: later deliveries are duplicates."
            + STORE_KEY + "; resultJson: the result that duplicates get, as JSON (optional: without it, none)")
    public Uni<String> completeRecord(String storeKey, String resultJson) {
        return Refusal.asked(() -> records.get()
                .forceCompleteAt(needed("storeKey", storeKey), RecordQuery.orNull(resultJson))
                .map(forced -> done(forced, storeKey, " already")));
    }

    @JsonRpcDescription("Fails the event of one idempotency record, so that no delivery runs it again." + STORE_KEY
            + "; error: the reason, for people to read")
    public Uni<String> failRecord(String storeKey, String error) {
        return Refusal.asked(() -> records.get().forceFailAt(needed("storeKey", storeKey), needed("error", error))
                .map(forced -> done(forced, storeKey, " already")));
    }

    /** @param completed the words for an event that is completed */
    private static String done(Enum<?> result, String storeKey, String completed) {
        switch (result.name()) {
            case "ABSENT" -> throw unknown(storeKey);
            case "FOREIGN" -> throw new Refusal("The value at '" + storeKey + "' is no record, and stays as it is");
            case "COMPLETED" -> throw new Refusal("The event of '" + storeKey + "' is completed" + completed);
            default -> {
                return result.name();
            }
        }
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Counts the idempotency records that deleteMatching with the same arguments would delete, and those in "
            + "flight, which it would revoke. Counting ends at 100000 records: exact is false then." + FILTER)
    public Uni<Matching> matching(String scope, String keyText, String status, String olderThan, Boolean leaseExpired) {
        return Refusal.asked(() -> {
            RecordFilter filter = new RecordQuery(scope, keyText, status, olderThan, leaseExpired).filter(rows);
            return records.get().list(filter).select().first(MatchingCounter.MAX + 1L)
                    .collect().in(MatchingCounter::new, MatchingCounter::add).map(MatchingCounter::counted);
        });
    }

    @JsonRpcDescription("Deletes all idempotency records that match, and returns how many were deleted and how many were in "
            + "flight and revoked. A call without any filter is refused unless all is true." + FILTER
            + "; all: true to delete all records (optional)")
    public Uni<DeleteCount> deleteMatching(String scope, String keyText, String status, String olderThan,
            Boolean leaseExpired, Boolean all) {
        return Refusal.asked(() -> {
            RecordFilter filter = new RecordQuery(scope, keyText, status, olderThan, leaseExpired).filter(rows);
            if (filter.equals(RecordFilter.ALL) && !Boolean.TRUE.equals(all)) {
                throw new Refusal("deleteMatching has no filter, and would delete all records. Give scope, keyText, status,"
                        + " olderThan or leaseExpired, spelled like this; or all: true to delete all records");
            }
            return records.get().delete(filter);
        });
    }

    /** @throws Refusal if there is no text */
    static String needed(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new Refusal(name + " is missing");
        }
        return text;
    }

    private static Refusal unknown(String storeKey) {
        return new Refusal("No record stands at '" + storeKey + "': it was deleted, or it has expired");
    }
}
