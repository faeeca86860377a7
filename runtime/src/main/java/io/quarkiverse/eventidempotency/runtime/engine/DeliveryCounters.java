package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;

/**
 * How often what has happened to the deliveries of one scope, and how long their steps took where that is measured. Methods
 * that share a scope share its counters.
 */
public final class DeliveryCounters {

    /** The begin of a step that began before anything was measured. */
    public static final long UNMEASURED = 0;

    /** A counter that is shown once it is not zero. */
    private static final class Count extends LongAdder {

        private static final long serialVersionUID = 1;

        /** Written with the lock held. A thread that reads an old value takes the lock once more. */
        private boolean known;
    }

    private final Count[] outcomes = counts(DeliveryOutcome.values().length);
    private final Count[] incidents = counts(DeliveryIncident.values().length);

    private volatile int window = -1;
    private volatile @Nullable ScopeMeters meters;

    private static Count[] counts(int number) {
        return Stream.generate(Count::new).limit(number).toArray(Count[]::new);
    }

    /** A delivery has ended; to be told once of each. */
    public void ended(DeliveryOutcome outcome) {
        Count count = outcomes[outcome.ordinal()];
        count.increment();
        if (!count.known) {
            first(count, shown -> shown.counted(outcome));
        }
    }

    /** Something has happened to a delivery that goes on. */
    public void met(DeliveryIncident incident) {
        Count count = incidents[incident.ordinal()];
        count.increment();
        if (!count.known) {
            first(count, shown -> shown.counted(incident));
        }
    }

    private synchronized void first(Count count, Consumer<ScopeMeters> show) {
        ScopeMeters current = meters;
        if (!count.known && current != null) {
            show.accept(current);
        }
        count.known = true;
    }

    /** The window of a consumer has another size. */
    public void window(int size) {
        boolean first = window < 0;
        window = size;
        ScopeMeters current = meters;
        if (first && current != null) {
            current.windowed();
        }
    }

    /**
     * {@return how many messages behind the running one are claimed ahead at most, by the window that was sized last; 0 for
     * none}
     */
    public int window() {
        return Math.max(0, window);
    }

    /** Shows what is not zero, now and later, and measures steps from now on. */
    public synchronized void show(ScopeMeters shown) {
        meters = shown;
        for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
            if (outcomes[outcome.ordinal()].known) {
                shown.counted(outcome);
            }
        }
        for (DeliveryIncident incident : DeliveryIncident.values()) {
            if (incidents[incident.ordinal()].known) {
                shown.counted(incident);
            }
        }
        if (window >= 0) {
            shown.windowed();
        }
    }

    /** {@return the nanosecond at which a step begins, for {@link #ended(DeliveryStep, long, EngineClock)}} */
    public long begins(EngineClock clock) {
        return meters == null ? UNMEASURED : clock.nanoTime();
    }

    /** A step has ended that began at a nanosecond. The clock is read only where steps are measured. */
    public void ended(DeliveryStep step, long since, EngineClock clock) {
        ScopeMeters current = meters;
        if (current != null && since != UNMEASURED) {
            current.took(step, clock.nanoTime() - since);
        }
    }

    /** A step has ended whose time is known anyway. */
    public void took(DeliveryStep step, long nanos) {
        ScopeMeters current = meters;
        if (current != null) {
            current.took(step, nanos);
        }
    }

    public long count(DeliveryOutcome outcome) {
        return outcomes[outcome.ordinal()].sum();
    }

    public long count(DeliveryIncident incident) {
        return incidents[incident.ordinal()].sum();
    }
}
