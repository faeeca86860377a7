package io.quarkiverse.eventidempotency.runtime.observability;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;

/**
 * Log messages that can occur for each event: at most one a second for each scope and code. The first one is logged at once.
 * Those that follow within a second are counted, and the last of them is logged when the second is over, with the number of the
 * others. No count waits for a message that may not come, or for a timer of an application that stops.
 */
public final class RepeatedMessages {

    private static final long INTERVAL_MILLIS = 1_000;

    private record Id(@Nullable String scope, int code) {
    }

    private final EngineClock clock;
    private final ConcurrentMap<Id, Repeated> messages = new ConcurrentHashMap<>();

    public RepeatedMessages(EngineClock clock) {
        this.clock = clock;
    }

    /** Logs a message, now or later, with what to append to its text, or counts it. */
    void log(@Nullable String scope, int code, Consumer<String> message) {
        Id id = new Id(scope, code);
        Repeated repeated = messages.get(id);
        if (repeated == null) {
            repeated = messages.computeIfAbsent(id, x -> new Repeated());
        }
        repeated.log(message);
    }

    /** Logs what is counted. What follows is logged at once when there are no timers any more. */
    public void flush() {
        messages.values().forEach(Repeated::flush);
    }

    private final class Repeated {

        private static final int QUIET = -1;

        /** How many messages have been counted in this second; {@link #QUIET} when none was logged in the last one. */
        private final AtomicInteger counted = new AtomicInteger(QUIET);
        /** Set before its message is counted. */
        private volatile @Nullable Consumer<String> last;

        void log(Consumer<String> message) {
            while (true) {
                int before = counted.get();
                if (before == QUIET) {
                    if (counted.compareAndSet(QUIET, 0)) {
                        next();
                        message.accept("");
                        return;
                    }
                } else {
                    last = message;
                    if (counted.compareAndSet(before, before + 1)) {
                        return;
                    }
                }
            }
        }

        private void next() {
            try {
                clock.schedule(INTERVAL_MILLIS, this::secondIsOver);
            } catch (RejectedExecutionException e) { // the timers have ended
                do {
                    flush();
                } while (!counted.compareAndSet(0, QUIET));
            }
        }

        void flush() {
            int left;
            do {
                left = counted.get();
            } while (left > 0 && !counted.compareAndSet(left, 0));
            if (left > 0) {
                Objects.requireNonNull(last).accept(left == 1 ? "" : " (and " + (left - 1) + " more in the last 1 s)");
            }
        }

        private void secondIsOver() {
            if (!counted.compareAndSet(0, QUIET)) {
                flush();
                next();
            }
        }
    }
}
