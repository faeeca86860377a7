package io.quarkiverse.eventidempotency.dev;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.dev.KeyHistories.KeyHistory;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Uni;

/** The story of one key: why it was skipped, why it ran twice, who holds it. */
@Singleton
public class StoriesJsonRpc {

    private final Instance<IdempotencyRecords> records;
    private final RecordRows rows;
    private final RecentDeliveries recent;
    private final GuardedMethodSpecs specs;

    StoriesJsonRpc(Instance<IdempotencyRecords> records, RecordRows rows, RecentDeliveries recent, GuardedMethodSpecs specs) {
        this.records = records;
        this.rows = rows;
        this.recent = recent;
        this.specs = specs;
    }

    /**
     * The story of one key.
     *
     * @param answers sentences that answer why it was skipped or ran more than once; at least one
     * @param record the record in the store; {@code null} where there is none
     * @param handlers the guarded methods that the happenings name, or whose scope the record has
     * @param happenings what this process has seen of the key, in the order of its happening
     * @param missing how many happenings there were besides, too many to be kept
     * @param storeProblem why the record could not be read; {@code null} when it could
     */
    public record Story(String storeKey, @Nullable String scope, @Nullable String key, List<String> answers,
            @Nullable RecordRow record, List<StoryHandler> handlers, List<Happening> happenings, long missing,
            @Nullable String storeProblem) {
    }

    /** A guarded method, with the channels that it consumes. */
    public record StoryHandler(String method, String beanClass, String scope, List<String> channels) {
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Answers why an event was skipped, why it ran more than once, or who holds its key, and lists what "
            + "this process has seen of it: claims, waits, failures, takeovers, completions and replays. "
            + "storeKey: the key in the store, as recordsPage lists it")
    public Uni<Story> story(String storeKey) {
        return Refusal.asked(() -> records.get().findAt(RecordsJsonRpc.needed("storeKey", storeKey))
                .map(found -> story(storeKey, found.orElse(null), null)).onFailure(StoreUnavailableException.class)
                .recoverWithItem(failure -> story(storeKey, null, failure.getMessage())));
    }

    private Story story(String storeKey, @Nullable FoundRecord found, @Nullable String storeProblem) {
        KeyHistory history = recent.historyOf(storeKey);
        RecordRow row = found == null ? null : rows.row(found);
        Happening first = history.happenings().isEmpty() ? null : history.happenings().get(0);
        String scope = row != null && row.key() != null ? row.scope() : first == null ? null : first.scope();
        List<String> answers = new StoryAnswers(found, history, System.currentTimeMillis(), recent.waitingFor(storeKey)).all();
        return new Story(storeKey, scope, row != null && row.key() != null ? row.key() : first == null ? null : first.key(),
                storeProblem == null ? answers : List.of("The store is unreachable: " + storeProblem), row,
                handlers(history, row), history.happenings(), history.missing(), storeProblem);
    }

    private List<StoryHandler> handlers(KeyHistory history, @Nullable RecordRow row) {
        Map<String, GuardedMethodSpec> named = specs.specs().stream()
                .collect(Collectors.toMap(GuardedMethodSpec::method, Function.identity(), (one, other) -> one));
        List<StoryHandler> seen = history.happenings().stream().map(Happening::method).distinct().map(named::get)
                .filter(spec -> spec != null).map(StoriesJsonRpc::handler).toList();
        return !seen.isEmpty() || row == null || row.key() == null ? seen
                : specs.specs().stream().filter(spec -> Objects.equals(spec.scope(), row.scope()))
                        .map(StoriesJsonRpc::handler).toList();
    }

    private static StoryHandler handler(GuardedMethodSpec spec) {
        return new StoryHandler(spec.method(), spec.beanClass(), spec.scopeName(), spec.channels());
    }
}
