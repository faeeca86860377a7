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
        if (!closed) { // else there may be no timers any more
            delay.timedBy(clock.schedule(millis, () -> elapsed(delay)));
        }
        if (delay.isOver()) {
            pending.remove(delay); // ended before it was added
        } else if (closed) {
            close(delay);
        }
    }

    private void elapsed(Delay delay) {
        if (end(delay)) {
            delay.elapsed();
        }
    }

    /** {@return whether this call ended the pause} */
    boolean end(Delay delay) {
        pending.remove(delay);
        return delay.end();
    }

    void close() {
        closed = true;
        pending.forEach(this::close);
    }

    private void close(Delay delay) {
        if (end(delay)) {
            delay.closed();
        }
    }
}
