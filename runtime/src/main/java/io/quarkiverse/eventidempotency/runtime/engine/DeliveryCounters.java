package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.quarkiverse.eventidempotency.DeliveryOutcome;

/** How often what has happened to the deliveries of one scope. Methods that share a scope share its counters. */
public final class DeliveryCounters {

    private final LongAdder[] outcomes = adders(DeliveryOutcome.values().length);
    private final LongAdder[] incidents = adders(DeliveryIncident.values().length);

    private volatile int window;

    private static LongAdder[] adders(int count) {
        return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
    }

    /** A delivery has ended; to be told once of each. */
    public void ended(DeliveryOutcome outcome) {
        outcomes[outcome.ordinal()].increment();
    }

    /** Something has happened to a delivery that goes on. */
    public void met(DeliveryIncident incident) {
        incidents[incident.ordinal()].increment();
    }

    /** The window of a consumer has another size. */
    public void window(int size) {
        window = size;
    }

    /**
     * {@return how many messages behind the running one are claimed ahead at most, by the window that was sized last; 0 for
     * none}
     */
    public int window() {
        return window;
    }

    public long count(DeliveryOutcome outcome) {
        return outcomes[outcome.ordinal()].sum();
    }

    public long count(DeliveryIncident incident) {
        return incidents[incident.ordinal()].sum();
    }
}
