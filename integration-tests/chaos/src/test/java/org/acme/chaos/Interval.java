package org.acme.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A stretch of time, both ends included. */
record Interval(long from, long to) {

    /** {@return how long both last together; negative when they do not} */
    long overlap(Interval other) {
        return Math.min(to, other.to) - Math.max(from, other.from);
    }

    /** {@return what is left of it outside of all the others, in order} */
    List<Interval> without(Collection<Interval> others) {
        List<Interval> left = new ArrayList<>();
        long start = from;
        for (Interval other : union(others)) {
            if (other.from > to) {
                break;
            }
            if (other.from > start) {
                left.add(new Interval(start, other.from));
            }
            start = Math.max(start, other.to);
        }
        if (start < to) {
            left.add(new Interval(start, to));
        }
        return left;
    }

    long millis() {
        return to - from;
    }

    /** {@return what they cover together, in order, each as long as it can be} */
    static List<Interval> union(Collection<Interval> intervals) {
        List<Interval> merged = new ArrayList<>();
        for (Interval next : intervals.stream().sorted(Comparator.comparingLong(Interval::from)).toList()) {
            Interval last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && next.from <= last.to) {
                merged.set(merged.size() - 1, new Interval(last.from, Math.max(last.to, next.to)));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }
}
