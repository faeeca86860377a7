package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The pauses of all deliveries of an engine. Closing it ends them, since timers may stop with the application. */
public final class Delays {

    private final EngineClock clock;
    private final Set<Delay> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public Delays(EngineClock clock) {
        this.clock = clock;
    }

    /**
     * Begins a pause.
     *
     * @param millis how long it is at the most, in milliseconds
     */
    public void begin(Delay delay, long millis) {
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
    public boolean end(Delay delay) {
        pending.remove(delay);
        return delay.end();
    }

    /** {@return whether no pause begins any more} */
    public boolean isClosed() {
        return closed;
    }

    public void close() {
        closed = true;
        pending.forEach(this::close);
    }

    private void close(Delay delay) {
        if (end(delay)) {
            delay.closed();
        }
    }
}
