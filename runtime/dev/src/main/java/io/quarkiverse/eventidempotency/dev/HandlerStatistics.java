package io.quarkiverse.eventidempotency.dev;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

/**
 * The rate and the run and waiting times of each guarded method, since the application was last reloaded. Times are those of
 * the most recent runs and waits only.
 */
@Singleton
public class HandlerStatistics {

    /** Code can use any number of scopes; methods beyond this number are not measured. */
    static final int MAX_METHODS = 1000;

    private final Map<String, MethodStatistics> byMethod = new ConcurrentHashMap<>();
    private final LongSupplier seconds;

    @Inject
    HandlerStatistics() {
        this(() -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()));
    }

    /** @param seconds a clock that never runs backwards, in seconds */
    HandlerStatistics(LongSupplier seconds) {
        this.seconds = seconds;
    }

    /**
     * What was measured of one method.
     *
     * @param lastMinute how many deliveries ended in the last 60 seconds
     * @param suppressedShare how many of the deliveries that ran or were suppressed were suppressed, from 0 to 1; {@code null}
     *        before the first one
     * @param runs how long its recent deliveries took that ran the handler; {@code null} before the first one
     * @param waits how long its recent deliveries waited for another one; {@code null} before the first one
     */
    public record Statistics(long lastMinute, @Nullable Double suppressedShare, @Nullable Times runs, @Nullable Times waits) {

        static final Statistics NONE = new Statistics(0, null, null, null);
    }

    /** The distribution of the {@code count} most recent times, in milliseconds. */
    public record Times(int count, double median, double p95, double max) {
    }

    /** Records how long a delivery took that ran its handler, from its claim to its stored outcome. */
    void ran(String method, long nanos) {
        MethodStatistics statistics = statistics(method);
        if (statistics != null) {
            statistics.ran(nanos);
        }
    }

    /** Records how long a delivery waited for another one. */
    void waited(String method, long nanos) {
        MethodStatistics statistics = statistics(method);
        if (statistics != null) {
            statistics.waited(nanos);
        }
    }

    /** Records the end of a delivery. */
    void ended(String method, boolean executed, boolean suppressed) {
        MethodStatistics statistics = statistics(method);
        if (statistics != null) {
            statistics.ended(seconds.getAsLong(), executed, suppressed);
        }
    }

    private @Nullable MethodStatistics statistics(String method) {
        MethodStatistics known = byMethod.get(method);
        if (known != null || byMethod.size() >= MAX_METHODS) {
            return known;
        }
        return byMethod.computeIfAbsent(method, x -> new MethodStatistics());
    }

    /** {@return what was measured of a method, as {@code GuardedMethodSpec.method()} names it} */
    public Statistics of(String method) {
        MethodStatistics statistics = byMethod.get(method);
        return statistics == null ? Statistics.NONE : statistics.at(seconds.getAsLong());
    }
}
