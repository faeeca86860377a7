package io.quarkiverse.eventidempotency.dev;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Map;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Uni;

/**
 * What the pages of the Dev UI, and tools by Dev MCP, ask of the records. Tools are only given what reads, unless somebody
 * allows them more.
 * <p>
 * A text that is empty or left out means all. What is wrong with an argument is told in the error.
 */
@Singleton
public class RecordsJsonRpc {

    private static final int MAX_PAGE = 500;
    static final int MAX_COUNTED = 1000;

    private static final String FILTER = " scope: only records of this scope, 'none' for records without one (optional);"
            + " keyText: only records whose key contains this text, as it is written (optional);"
            + " status: only records in this status, one of processing, completed and failed (optional);";
    private static final String STORE_KEY = " storeKey: the key of the record in the store, as recordsPage returns it";

    private final Instance<IdempotencyRecords> records;
    private final RecentDeliveries recent;

    RecordsJsonRpc(Instance<IdempotencyRecords> records, RecentDeliveries recent) {
        this.records = records;
        this.recent = recent;
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
        return records.get().list(RecordFilter.ALL.withForeign()).select().first(MAX_COUNTED + 1L).map(RecordRow::status)
                .collect().asList().map(Counts::of);
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists idempotency records, a page at a time and in no order. A page can have fewer records than asked "
            + "for, also none, and still have a next one." + FILTER
            + " cursor: the next of the page before, as it is (optional: without it, the first page);"
            + " size: how many records at most, 1 to 500 (optional: 50)")
    public Uni<Page> recordsPage(String scope, String keyText, String status, String cursor, Integer size) {
        return Refusal.asked(() -> {
            int most = size == null ? 50 : size;
            if (most < 1 || most > MAX_PAGE) {
                throw new Refusal("size is " + size + ": it must be 1 to " + MAX_PAGE);
            }
            RecordFilter filter = filter(scope, keyText, status);
            if (filter.equals(RecordFilter.ALL)) {
                filter = filter.withForeign();
            }
            return records.get().page(filter, orNull(cursor), most).map(
                    page -> new Page(page.records().stream().map(found -> RecordRow.of(found, recent)).toList(), page.next(),
                            page.foreign()));
        });
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Shows one idempotency record with its result, error, owner and lease." + STORE_KEY)
    public Uni<RecordDetail> oneRecord(String storeKey) {
        return Refusal.asked(() -> records.get().findAt(needed("storeKey", storeKey)).map(found -> RecordDetail
                .of(found.orElseThrow(() -> unknown(storeKey)), recent)));
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
        return Refusal.asked(() -> records.get().forceCompleteAt(needed("storeKey", storeKey), orNull(resultJson))
                .map(forced -> done(forced, storeKey, " already")));
    }

    @JsonRpcDescription("Fails the event of one idempotency record, so that no delivery runs it again." + STORE_KEY
            + "; error: the reason, for people to read")
    public Uni<String> failRecord(String storeKey, String error) {
        return Refusal.asked(() -> records.get().forceFailAt(needed("storeKey", storeKey), needed("error", error))
                .map(forced -> done(forced, storeKey, " already")));
    }

    /** @param completed what is said of an event that is completed */
    private static String done(Enum<?> result, String storeKey, String completed) {
        switch (result.name()) {
            case "ABSENT" -> throw unknown(storeKey);
            case "FOREIGN" -> throw new Refusal("What stands at '" + storeKey + "' is no record, and stays as it is");
            case "COMPLETED" -> throw new Refusal("The event of '" + storeKey + "' is completed" + completed);
            default -> {
                return result.name();
            }
        }
    }

    @JsonRpcDescription("Deletes all idempotency records that match, and returns how many. Records in flight are revoked "
            + "instead." + FILTER)
    public Uni<Long> deleteMatching(String scope, String keyText, String status) {
        return Refusal.asked(() -> records.get().delete(filter(scope, keyText, status)));
    }

    private static RecordFilter filter(@Nullable String scope, @Nullable String keyText, @Nullable String status) {
        RecordFilter filter = RecordFilter.ALL;
        if (scope != null && !scope.isEmpty()) {
            filter = filter.withScope(scope.equals("none") ? Idempotent.NO_SCOPE : scope);
        }
        if (keyText != null && !keyText.isEmpty()) {
            filter = filter.withKeyText(keyText);
        }
        return status == null || status.isEmpty() ? filter : filter.withStatus(statusNamed(status));
    }

    private static RecordStatus statusNamed(String name) {
        for (RecordStatus status : RecordStatus.values()) {
            if (status.name().equalsIgnoreCase(name)) {
                return status;
            }
        }
        throw new Refusal("'" + name + "' is no status: it must be processing, completed or failed");
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** @throws Refusal if there is no text */
    static String needed(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new Refusal(name + " is missing");
        }
        return text;
    }

    private static Refusal unknown(String storeKey) {
        return new Refusal("No record stands at '" + storeKey + "': it was deleted, or its time ended");
    }
}
