package io.quarkiverse.eventidempotency.runtime.devui;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeleteResult;
import io.quarkiverse.eventidempotency.ForceResult;
import io.quarkiverse.eventidempotency.FoundRecord;
import io.quarkiverse.eventidempotency.IdempotencyRecords;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.ProcessingStatus;
import io.quarkiverse.eventidempotency.RecordFilter;
import io.quarkiverse.eventidempotency.runtime.GuardInspection;
import io.quarkiverse.eventidempotency.runtime.GuardInspection.Handler;
import io.quarkiverse.eventidempotency.runtime.devui.TriedHandlers.Candidate;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * What the pages of the Dev UI, and tools by Dev MCP, ask for. Tools are only given what reads, unless somebody allows them
 * more.
 * <p>
 * A text that is empty or left out means all. What is wrong with an argument is told in the error.
 */
@Singleton
public class EventIdempotencyJsonRpc {

    private static final int MAX_PAGE = 500;
    private static final int MAX_COUNTED = 1000;
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** A stream that nobody ends, as when the browser goes away, ends itself. */
    private static final int LOOKS = 240;
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(1);

    private final Instance<IdempotencyRecords> records;
    private final GuardInspection guards;
    private final RecentDeliveries recent;
    private final TriedHandlers handlers;
    private final HandlerTrials trials;
    private final StartWarnings warnings;

    EventIdempotencyJsonRpc(Instance<IdempotencyRecords> records, GuardInspection guards, RecentDeliveries recent,
            TriedHandlers handlers, HandlerTrials trials, StartWarnings warnings) {
        this.handlers = handlers;
        this.warnings = warnings;
        this.trials = trials;
        this.records = records;
        this.guards = guards;
        this.recent = recent;
    }

    /** What the card shows. */
    public record Overview(int methods, boolean enabled, String store) {
    }

    /** Some of the records that match. */
    public record Page(List<RecordRow> records, @Nullable String next, int foreign) {
    }

    /**
     * How many records are in each state.
     *
     * @param exact whether these are all; false when counting ended before
     */
    public record Counts(Map<String, Long> byStatus, boolean exact) {
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Tells how many methods of the application are guarded by event idempotency, whether it is switched "
            + "on, and which store its records are in")
    public Overview overview() {
        return new Overview(guards.methods(), guards.enabled(), guards.store());
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists the guarded event handlers: channels, scope, where the idempotency key comes from, each "
            + "policy in force and what set it, and how often what has happened")
    public List<Handler> handlers() {
        return guards.handlers();
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists what the build and the start of the application warned of: what works, but may not be as it was "
            + "meant")
    public List<StartWarnings.Warning> startWarnings() {
        return warnings.all();
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Counts idempotency records by status. Counting ends at 1000 records: exact is false then")
    public Uni<Counts> countByStatus() {
        return records().list(RecordFilter.ALL.withForeign()).select().first(MAX_COUNTED + 1L).collect()
                .in(HashMap<String, Long>::new, (counts, found) -> counts.merge(status(found), 1L, Long::sum))
                .map(counts -> {
                    boolean exact = counts.values().stream().mapToLong(Long::longValue).sum() <= MAX_COUNTED;
                    return new Counts(counts, exact);
                });
    }

    private static String status(FoundRecord found) {
        return found.record() == null ? "foreign" : found.record().status().name().toLowerCase(Locale.ROOT);
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists idempotency records, a page at a time and in no order. A page can have fewer records than asked "
            + "for, also none, and still have a next one")
    public Uni<Page> recordsPage(
            @JsonRpcDescription("Only records of this scope, 'none' for those without one; empty for all") String scope,
            @JsonRpcDescription("Only records whose key has this text in it, as it is written; empty for all") String keyText,
            @JsonRpcDescription("Only records in this status: processing, completed or failed; empty for all") String status,
            @JsonRpcDescription("The next of the page before, as it is; empty for the first page") String cursor,
            @JsonRpcDescription("How many records at the most, 1 to 500") Integer size) {
        int records = size == null ? 50 : size;
        if (records < 1 || records > MAX_PAGE) {
            throw new IllegalArgumentException("size is " + size + ": it must be 1 to " + MAX_PAGE);
        }
        RecordFilter filter = filter(scope, keyText, status);
        if (filter.equals(RecordFilter.ALL)) {
            filter = filter.withForeign();
        }
        return records().page(filter, orNull(cursor), records).map(
                page -> new Page(page.records().stream().map(found -> RecordRow.of(found, recent)).toList(), page.next(),
                        page.foreign()));
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Shows one idempotency record with its result, error, owner and lease")
    public Uni<RecordDetail> oneRecord(
            @JsonRpcDescription("Its key in the store, as the list of records names it") String storeKey) {
        return records().findAt(needed("storeKey", storeKey)).map(found -> RecordDetail
                .of(found.orElseThrow(() -> unknown(storeKey)), recent));
    }

    @JsonRpcDescription("Deletes one idempotency record, so that its event is new; one in flight is revoked instead")
    public Uni<String> deleteRecord(
            @JsonRpcDescription("Its key in the store, as the list of records names it") String storeKey) {
        return records().deleteAt(needed("storeKey", storeKey)).map(deleted -> {
            if (deleted == DeleteResult.ABSENT) {
                throw unknown(storeKey);
            }
            return deleted.name();
        });
    }

    @JsonRpcDescription("Releases one idempotency record, in flight or failed, so that the next delivery runs its event")
    public Uni<String> releaseRecord(
            @JsonRpcDescription("Its key in the store, as the list of records names it") String storeKey) {
        return records().releaseAt(needed("storeKey", storeKey)).map(released -> switch (released) {
            case RELEASED -> released.name();
            case ABSENT -> throw unknown(storeKey);
            case FOREIGN -> throw foreign(storeKey);
            case COMPLETED -> throw new IllegalArgumentException(
                    "The event of '" + storeKey + "' is completed, and stays so: delete its record to let it run again");
        });
    }

    @JsonRpcDescription("Completes the event of one idempotency record without running it: later deliveries are duplicates")
    public Uni<String> completeRecord(
            @JsonRpcDescription("Its key in the store, as the list of records names it") String storeKey,
            @JsonRpcDescription("What duplicates get, as JSON; empty for no result") String resultJson) {
        return records().forceCompleteAt(needed("storeKey", storeKey), orNull(resultJson))
                .map(forced -> forced(storeKey, forced));
    }

    @JsonRpcDescription("Fails the event of one idempotency record, so that no delivery runs it again")
    public Uni<String> failRecord(
            @JsonRpcDescription("Its key in the store, as the list of records names it") String storeKey,
            @JsonRpcDescription("Why, for people to read") String error) {
        return records().forceFailAt(needed("storeKey", storeKey), needed("error", error))
                .map(forced -> forced(storeKey, forced));
    }

    private static String forced(String storeKey, ForceResult forced) {
        return switch (forced) {
            case FORCED -> forced.name();
            case ABSENT -> throw unknown(storeKey);
            case FOREIGN -> throw foreign(storeKey);
            case COMPLETED -> throw new IllegalArgumentException("The event of '" + storeKey + "' is completed already");
        };
    }

    @JsonRpcDescription("Deletes all idempotency records that match, and tells how many it were; those in flight are revoked")
    public Uni<Long> deleteMatching(
            @JsonRpcDescription("Only records of this scope, 'none' for those without one; empty for all") String scope,
            @JsonRpcDescription("Only records whose key has this text in it, as it is written; empty for all") String keyText,
            @JsonRpcDescription("Only records in this status: processing, completed or failed; empty for all") String status) {
        return records().delete(filter(scope, keyText, status));
    }

    @JsonRpcDescription("Streams what happens to deliveries. It ends after a minute: whoever watches on asks anew")
    public Multi<Happenings> happenings(
            @JsonRpcDescription("The number of the last one that is known; 0 for none") Long since) {
        AtomicLong last = new AtomicLong(since == null ? 0 : since);
        return Multi.createFrom().ticks().every(LOOK_EVERY).onOverflow().drop().select().first(LOOKS)
                .map(tick -> look(tick, last))
                .select().where(happenings -> happenings.over() || !happenings.items().isEmpty());
    }

    private Happenings look(long tick, AtomicLong last) {
        Happenings now = recent.since(last.get());
        last.set(now.last());
        return tick < LOOKS - 1 ? now
                : new Happenings(now.items(), now.missed(), now.executed(), now.suppressed(), now.last(), true);
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists the guarded event handlers as they can be tried: each with a sample of its payload as JSON, or "
            + "why it cannot be tried")
    public List<Candidate> handlersToTry() {
        return handlers.candidates();
    }

    @JsonRpcDescription("Delivers a payload to a guarded event handler, once or several times at once, and tells what became of "
            + "each delivery. Those that have not ended after a second are told by trial, by its number")
    public Uni<Trial.State> tryHandler(
            @JsonRpcDescription("The id of the handler, as handlersToTry names it") String handler,
            @JsonRpcDescription("The payload as JSON; an object of the arguments by name where they are several") String payload,
            @JsonRpcDescription("For a message consumer, a JSON object with what its message tells of itself: headers by name, "
                    + "kafka.key, messageId, cloudEvent.id and so on; empty for none") String metadata,
            @JsonRpcDescription("How many deliveries at once, 1 to 100") Integer times) {
        Trial trial = trials.begin(needed("handler", handler), payload == null ? "" : payload,
                metadata == null ? "" : metadata, times == null ? 1 : times);
        return Uni.createFrom().completionStage(trial.ended().copy()).ifNoItem().after(FIRST_ANSWER)
                .recoverWithUni(Uni.createFrom().nullItem()).map(ended -> trial.now());
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Tells what has become of each delivery of a trial")
    public Trial.State trial(@JsonRpcDescription("The number that tryHandler has told") Long trial) {
        if (trial == null) {
            throw new IllegalArgumentException("trial is missing");
        }
        return trials.find(trial).now();
    }

    private IdempotencyRecords records() {
        return records.get();
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

    private static ProcessingStatus statusNamed(String name) {
        for (ProcessingStatus status : ProcessingStatus.values()) {
            if (status.name().equalsIgnoreCase(name)) {
                return status;
            }
        }
        throw new IllegalArgumentException("'" + name + "' is no status: it must be processing, completed or failed");
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static String needed(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    private static IllegalArgumentException unknown(String storeKey) {
        return new IllegalArgumentException("No record stands at '" + storeKey + "': it was deleted, or its time ended");
    }

    private static IllegalArgumentException foreign(String storeKey) {
        return new IllegalArgumentException("What stands at '" + storeKey + "' is no record, and stays as it is");
    }
}
