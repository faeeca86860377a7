package io.quarkiverse.eventidempotency.dev;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;

/** Keeps the last things that happened to deliveries. Whoever watches comes and takes them: nobody is remembered. */
@Singleton
public class RecentDeliveries implements EngineListener {

    static final int KEPT = 1000;
    static final int COUNTED_KEYS = 10_000;

    private final Deque<Happening> kept = new ArrayDeque<>();
    private final Map<String, Integer> duplicates = new LinkedHashMap<>(16, 0.75f, true);
    /** From the time of day, so that what a reloaded application tells is later than what the one before told. */
    private final long first = System.currentTimeMillis() * 1000;
    private long next = first;
    private final Set<Trial> trials = ConcurrentHashMap.newKeySet();
    private long executed;
    private long suppressed;

    /**
     * Something that happened to a delivery, or to the store.
     *
     * @param number which one it is: later ones have larger numbers, after a reload too
     * @param at when, in milliseconds since 1970
     * @param kind what happened, as {@code claimed}, {@code wait} or {@code replayed}
     * @param executed whether its body ran, for one that ended
     * @param suppressed whether its body did not run since its event has run before, runs, or may not run again
     * @param method what is guarded; empty for what happened to the store
     * @param attempt which attempt ran; 0 for none
     * @param millis how long the delivery took, for one that ended
     * @param text what is told besides, such as why the store cannot be reached
     */
    public record Happening(long number, long at, String kind, boolean ended, boolean executed, boolean suppressed,
            String method, @Nullable String scope, @Nullable String key, int attempt, @Nullable Double millis,
            @Nullable String text) {
    }

    /**
     * What happened since somebody last looked.
     *
     * @param items in the order in which they happened
     * @param missed how many more there were before them, too many to be kept
     * @param executed how many deliveries have run their body since the application started
     * @param suppressed how many have not, since their event has run before, runs, or may not run again; others, such as those
     *        without a key, are neither
     * @param last the number of the last one
     * @param over whether nothing follows in this stream: whoever watches on asks anew, from {@code last}
     */
    public record Happenings(List<Happening> items, long missed, long executed, long suppressed, long last, boolean over) {
    }

    /** {@return what happened after that with a number, or as much of it as is still known} */
    synchronized Happenings since(long number, boolean over) {
        long from = Math.max(Math.max(number + 1, first), next - kept.size());
        List<Happening> items = kept.stream().filter(happening -> happening.number() >= from).toList();
        return new Happenings(items, number < first ? 0 : Math.max(0, from - number - 1), executed, suppressed, next - 1,
                over);
    }

    /** {@return how many duplicates this process has seen of a key, as far as it still knows} */
    synchronized int duplicatesOf(@Nullable String scope, @Nullable String key) {
        return duplicates.getOrDefault(name(scope, key), 0);
    }

    /**
     * Tells a trial what happens, until it has ended or is forgotten.
     *
     * @param forgotten a trial that is told nothing any more; {@code null} for none
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
        add(policy, key, "waits-on", 0);
    }

    @Override
    public synchronized void storeAvailable(@Nullable String why) {
        keep(new Happening(next, System.currentTimeMillis(), why == null ? "store-back" : "store-away", false, false, false,
                "", null, null, 0, null, why));
    }

    @Override
    public void claimed(GuardPolicy policy, String key, int attempt) {
        add(policy, key, "claimed", attempt);
    }

    @Override
    public void met(GuardPolicy policy, @Nullable String key, DeliveryIncident incident) {
        if (incident == DeliveryIncident.WAIT) {
            trials.forEach(trial -> trial.waits(policy.method()));
        }
        add(policy, key, name(incident), 0);
    }

    private synchronized void add(GuardPolicy policy, @Nullable String key, String kind, int attempt) {
        keep(new Happening(next, System.currentTimeMillis(), kind, false, false, false, policy.method(), policy.scope(),
                key, attempt, null, null));
    }

    @Override
    public void ended(GuardPolicy policy, @Nullable String key, DeliveryOutcome outcome, int attempt, long nanos) {
        if (!trials.isEmpty()) {
            TriedDelivery.ended(policy, key, outcome, attempt);
        }
        boolean ran = ran(outcome, attempt);
        boolean spared = isSuppressed(outcome);
        synchronized (this) {
            executed += ran ? 1 : 0;
            suppressed += spared ? 1 : 0;
            if (isDuplicate(outcome)) {
                duplicates.merge(name(policy.scope(), key), 1, Integer::sum);
                if (duplicates.size() > COUNTED_KEYS) {
                    duplicates.remove(duplicates.keySet().iterator().next());
                }
            }
            keep(new Happening(next, System.currentTimeMillis(), name(outcome), true, ran, spared, policy.method(),
                    policy.scope(), key, attempt, nanos / 1e6, null));
        }
    }

    private void keep(Happening happening) {
        kept.add(happening);
        next++;
        if (kept.size() > KEPT) {
            kept.remove();
        }
    }

    static String name(Enum<?> what) {
        return what.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A scope has no colon. */
    private static String name(@Nullable String scope, @Nullable String key) {
        return scope == null ? ":" + key : scope + ':' + key;
    }

    /** {@return whether the body ran, be it only until it was cancelled} */
    static boolean ran(DeliveryOutcome outcome, int attempt) {
        return switch (outcome) {
            case COMPLETED, FAILED, FAILED_FOR_GOOD, LEASE_LOST, NOT_STORED, UNGUARDED_NO_KEY, UNGUARDED_ON_PURPOSE,
                    UNGUARDED_NO_STORE, BYPASSED,
                    OBSERVED_DUPLICATE, OBSERVED_IN_FLIGHT, OBSERVED_REFUSED ->
                true;
            case CANCELLED -> attempt > 0;
            default -> false;
        };
    }

    /** {@return whether the guard kept the body from running once more} */
    static boolean isSuppressed(DeliveryOutcome outcome) {
        return switch (outcome) {
            case REPLAYED, DUPLICATE_SKIPPED, DUPLICATE_REJECTED, RESULT_UNAVAILABLE, IN_FLIGHT_REJECTED, IN_FLIGHT_SKIPPED,
                    FAILURE_REPLAYED, QUARANTINED, ATTEMPTS_EXHAUSTED ->
                true;
            default -> false;
        };
    }

    private static boolean isDuplicate(DeliveryOutcome outcome) {
        return switch (outcome) {
            case REPLAYED, DUPLICATE_SKIPPED, DUPLICATE_REJECTED, RESULT_UNAVAILABLE, OBSERVED_DUPLICATE -> true;
            default -> false;
        };
    }
}
