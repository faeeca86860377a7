package io.quarkiverse.eventidempotency.dev;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.dev.Happening.Draft;
import io.quarkiverse.eventidempotency.dev.KeyHistories.KeyHistory;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.OutcomeKind;
import io.quarkiverse.eventidempotency.runtime.engine.ShownName;
import io.quarkiverse.eventidempotency.spi.Takeover;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/** Keeps the last happenings, and the histories of keys. Subscribers ask for what is new: none is remembered. */
@Singleton
public class RecentDeliveries implements EngineListener {

    static final int KEPT = 1000;

    private final Deque<Happening> kept = new ArrayDeque<>();
    private final KeyHistories histories = new KeyHistories();
    /** From the time of day, so that the numbers of a reloaded application are larger than those before. */
    private final long first = System.currentTimeMillis() * 1000;
    private long next = first;
    private final Set<Trial> trials = ConcurrentHashMap.newKeySet();
    private final HandlerStatistics statistics;
    private long executed;
    private long suppressed;

    RecentDeliveries(HandlerStatistics statistics) {
        this.statistics = statistics;
    }

    /**
     * The happenings since a subscriber last asked.
     *
     * @param items in the order in which they happened
     * @param missed how many more there were before them, too many to be kept
     * @param executed how many deliveries have run their handler since the application started
     * @param suppressed how many have not, since their event has run before, runs, or may not run again; others, such as those
     *        without a key, are neither
     * @param last the number of the last one
     * @param over whether this stream ends: the subscriber continues with a new one, from {@code last}
     */
    public record Happenings(List<Happening> items, long missed, long executed, long suppressed, long last, boolean over) {
    }

    /** {@return the happenings after that with a number, as far as they are kept} */
    synchronized Happenings since(long number, boolean over) {
        long from = Math.max(Math.max(number + 1, first), next - kept.size());
        List<Happening> items = kept.stream().filter(happening -> happening.number() >= from).toList();
        return new Happenings(items, number < first ? 0 : Math.max(0, from - number - 1), executed, suppressed, next - 1,
                over);
    }

    /** {@return how many duplicates this process has seen of a key, as far as its history is kept} */
    synchronized int duplicatesOf(String storeKey) {
        return histories.duplicatesOf(storeKey);
    }

    /** {@return how many callers of this process wait for the owner of a key} */
    synchronized int waitingFor(String storeKey) {
        return histories.waitingFor(storeKey);
    }

    /** {@return the keys in the store that this process touched last, the last one first} */
    synchronized List<String> lastKeys(int n) {
        return histories.last(n);
    }

    synchronized KeyHistory historyOf(String storeKey) {
        return histories.of(storeKey);
    }

    /**
     * Notifies a trial of what happens, until it has ended or is forgotten.
     *
     * @param forgotten a trial that is not notified any more; {@code null} for none
     */
    void tell(Trial trial, @Nullable Trial forgotten) {
        if (forgotten != null) {
            trials.remove(forgotten);
        }
        trials.add(trial);
        trial.ended.thenRun(() -> trials.remove(trial));
    }

    @Override
    public void waitsOn(GuardPolicy policy, String key, long waitedMillis) {
        keep(Draft.of(policy, key, "waits-on").nanos(waitedMillis * 1_000_000));
    }

    @Override
    public void waited(GuardPolicy policy, String key, long nanos) {
        statistics.waited(policy.method(), nanos);
        keep(Draft.of(policy, key, "waited").nanos(nanos));
    }

    @Override
    public void storeAvailable(@Nullable String why) {
        keep(Draft.ofStore(why == null ? "store-back" : "store-away", why));
    }

    @Override
    public void claimed(GuardPolicy policy, String key, @Nullable String eventId, @Nullable TraceContext trace, int attempt,
            @Nullable Takeover takeover) {
        if (takeover != null) {
            keep(Draft.of(policy, key, name(DeliveryIncident.TAKEOVER)).of(eventId, trace).attempt(attempt)
                    .takeover(takeover));
        }
        keep(Draft.of(policy, key, "claimed").of(eventId, trace).attempt(attempt));
        begins(policy.keyPrefix().concat(key));
    }

    @Override
    public void met(GuardPolicy policy, @Nullable String key, DeliveryIncident incident) {
        if (incident == DeliveryIncident.WAIT) {
            trials.forEach(trial -> trial.waits(policy.method()));
        }
        if (incident != DeliveryIncident.TAKEOVER) { // the claim that follows has more of it
            keep(Draft.of(policy, key, name(incident)));
        }
    }

    @Override
    public void ended(GuardPolicy policy, @Nullable String key, @Nullable String eventId, @Nullable TraceContext trace,
            DeliveryOutcome outcome, int attempt, long nanos, @Nullable DeliveryFailure failure) {
        if (!trials.isEmpty()) {
            TriedDelivery.ended(policy, key, outcome, attempt);
        }
        boolean ran = ran(outcome, attempt);
        boolean spared = isSuppressed(outcome);
        statistics.ended(policy.method(), ran, spared);
        if (ran) {
            statistics.ran(policy.method(),
                    attempt == 0 || key == null ? nanos : runNanos(policy.keyPrefix().concat(key), nanos));
        }
        Draft draft = Draft.of(policy, key, name(outcome)).of(eventId, trace).attempt(attempt).nanos(nanos)
                .failure(failure).ended(ran, spared);
        keep(draft, isDuplicate(outcome));
    }

    /** A delivery that has waited before its claim did not run meanwhile. */
    private synchronized long runNanos(String storeKey, long wholeNanos) {
        return histories.ends(storeKey, System.nanoTime(), wholeNanos);
    }

    private synchronized void begins(String storeKey) {
        histories.begins(storeKey, System.nanoTime());
    }

    private void keep(Draft draft) {
        keep(draft, false);
    }

    private synchronized void keep(Draft draft, boolean duplicate) {
        Happening happening = draft.numbered(next++);
        executed += happening.executed() ? 1 : 0;
        suppressed += happening.suppressed() ? 1 : 0;
        histories.add(happening, duplicate);
        kept.add(happening);
        if (kept.size() > KEPT) {
            kept.remove();
        }
    }

    static String name(Enum<?> what) {
        return ShownName.of(what);
    }

    /** {@return whether the body ran, be it only until it was cancelled} */
    static boolean ran(DeliveryOutcome outcome, int attempt) {
        return switch (OutcomeKind.of(outcome)) {
            case EXECUTED, UNGUARDED, OBSERVED -> true;
            case CANCELLED -> attempt > 0;
            case SUPPRESSED, REFUSED -> false;
        };
    }

    /** {@return whether the guard kept the body from running once more} */
    static boolean isSuppressed(DeliveryOutcome outcome) {
        return OutcomeKind.of(outcome) == OutcomeKind.SUPPRESSED;
    }

    private static boolean isDuplicate(DeliveryOutcome outcome) {
        return switch (outcome) {
            case REPLAYED, DUPLICATE_SKIPPED, DUPLICATE_REJECTED, RESULT_UNAVAILABLE, OBSERVED_DUPLICATE -> true;
            default -> false;
        };
    }
}
