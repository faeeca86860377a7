package org.acme.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

    /**
     * Adds what was slow by itself, as far as that was not made.
     *
     * @param process whose way to Redis was slow; {@code null} when Redis itself was
     */
    void addSlow(@Nullable String process, List<Interval> stalls) {
        List<Interval> made = all().stream().filter(fault -> Objects.equals(fault.process(), process))
                .map(fault -> new Interval(fault.from(), fault.to())).toList();
        for (Interval stall : stalls) {
            for (Interval left : stall.without(made)) {
                if (left.millis() > Timing.STEP_MILLIS) {
                    add(process == null ? Kind.REDIS_SLOW : Kind.PROCESS_SLOW, process, left.from(), left.to());
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
