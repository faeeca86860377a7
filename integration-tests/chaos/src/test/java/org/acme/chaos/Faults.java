package org.acme.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** When what went wrong, by the machine's clock. */
final class Faults {

    /**
     * @param process whom it concerned; {@code null} for all of them
     * @param to {@link Run#NEVER} for what has no end
     */
    record Fault(Kind kind, @Nullable String process, long from, long to) {
    }

    private final List<Fault> faults = new ArrayList<>();

    synchronized void add(Kind kind, @Nullable String process, long from, long to) {
        faults.add(new Fault(kind, process, from, to));
    }

    /** Adds when something was slow by itself for a process, as far as that was not made. */
    void addSlow(Kind kind, String process, List<Interval> stalls) {
        List<Interval> made = all().stream().filter(fault -> Kind.MADE.contains(fault.kind()))
                .filter(fault -> fault.process() == null || fault.process().equals(process))
                .map(fault -> new Interval(fault.from(), fault.to())).toList();
        for (Interval stall : stalls) {
            for (Interval left : stall.without(made)) {
                if (left.millis() > Timing.STEP_MILLIS) {
                    add(kind, process, left.from(), left.to());
                }
            }
        }
    }

    synchronized List<Fault> all() {
        return List.copyOf(faults);
    }

    Map<Kind, Integer> counts() {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        all().forEach(fault -> counts.merge(fault.kind(), 1, Integer::sum));
        return counts;
    }
}
