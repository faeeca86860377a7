package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The pauses of all deliveries of an engine. Closing it ends them, since timers may stop with the application. */
final class Delays {

    private final EngineClock clock;
    private final Set<Delay> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Delays(EngineClock clock) {
        this.clock = clock;
    }

    /**
     * Begins a pause.
     *
     * @param millis how long it is at the most, in milliseconds
     */
    void begin(Delay delay, long millis) {
        pending.add(delay);
        delay.timedBy(clock.schedule(millis, () -> {
            if (end(delay)) {
                delay.elapsed();
            }
        }));
        if (delay.isOver()) {
            pending.remove(delay); // ended before it was added
        } else if (closed && end(delay)) {
            delay.closed();
        }
    }

    /** {@return whether this call ended the pause} */
    boolean end(Delay delay) {
        pending.remove(delay);
        return delay.end();
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        for (Delay delay : pending) {
            if (end(delay)) {
                delay.closed();
            }
        }
    }
}
