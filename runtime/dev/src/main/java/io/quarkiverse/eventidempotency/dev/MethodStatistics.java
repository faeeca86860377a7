package io.quarkiverse.eventidempotency.dev;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.dev.HandlerStatistics.Statistics;
import io.quarkiverse.eventidempotency.dev.HandlerStatistics.Times;

/** The measurements of one guarded method, in a bounded amount of memory. */
final class MethodStatistics {

    /** The number of recent runs, and of recent waits, whose times are kept. */
    static final int KEPT_TIMES = 1000;

    private static final int SECONDS = 60;

    private final RecentTimes runs = new RecentTimes();
    private final RecentTimes waits = new RecentTimes();
    private final LastMinute lastMinute = new LastMinute();
    private long executed;
    private long suppressed;

    synchronized void ran(long nanos) {
        runs.add(nanos);
    }

    synchronized void waited(long nanos) {
        waits.add(nanos);
    }

    synchronized void ended(long second, boolean ran, boolean spared) {
        lastMinute.add(second);
        executed += ran ? 1 : 0;
        suppressed += spared ? 1 : 0;
    }

    synchronized Statistics at(long second) {
        long either = executed + suppressed;
        return new Statistics(lastMinute.sum(second), either == 0 ? null : (double) suppressed / either, runs.times(),
                waits.times());
    }

    /** A ring of times. */
    private static final class RecentTimes {

        private final long[] nanos = new long[KEPT_TIMES];
        private int count;
        private int next;

        void add(long time) {
            nanos[next] = time;
            next = (next + 1) % KEPT_TIMES;
            count = Math.min(count + 1, KEPT_TIMES);
        }

        @Nullable
        Times times() {
            if (count == 0) {
                return null;
            }
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            return new Times(count, at(sorted, 0.5), at(sorted, 0.95), sorted[count - 1] / 1e6);
        }

        /** The nearest rank: the smallest time that a share of all does not exceed. */
        private static double at(long[] sorted, double share) {
            return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
        }
    }

    /** A ring of counters, one for each of the last 60 seconds. */
    private static final class LastMinute {

        private final long[] counts = new long[SECONDS];
        private final long[] ofSecond = new long[SECONDS];

        void add(long second) {
            int slot = (int) Math.floorMod(second, (long) SECONDS);
            if (ofSecond[slot] != second) {
                ofSecond[slot] = second;
                counts[slot] = 0;
            }
            counts[slot]++;
        }

        long sum(long second) {
            long sum = 0;
            for (int slot = 0; slot < SECONDS; slot++) {
                sum += second - ofSecond[slot] < SECONDS ? counts[slot] : 0;
            }
            return sum;
        }
    }
}
