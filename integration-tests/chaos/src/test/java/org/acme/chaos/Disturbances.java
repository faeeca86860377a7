package org.acme.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.acme.chaos.Faults.Fault;
import org.jspecify.annotations.Nullable;

/**
 * When each process could not be sure to reach Redis, be it for its own sake or for that of Redis: while something was wrong,
 * and until it had a connection again.
 * <p>
 * Before it tries to connect again a process pauses, twice as long after each failure, at first for 50 ms and at most for a
 * second: about as long as all has been wrong for. A connection that did not last for five seconds counts as a failure too.
 */
final class Disturbances {

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final long GOOD_MILLIS = 5_000;

    private record Disturbance(Fault fault, Interval time) {
    }

    private final List<Fault> faults;
    private final Map<String, List<Disturbance>> byProcess = new HashMap<>();

    Disturbances(List<Fault> faults) {
        this.faults = faults.stream().sorted(Comparator.comparingLong(Fault::from)).toList();
    }

    private List<Disturbance> each(String process) {
        return byProcess.computeIfAbsent(process, x -> {
            List<Disturbance> each = new ArrayList<>();
            long well = Long.MIN_VALUE / 2;
            for (Fault fault : faults) {
                if (fault.process() == null || fault.process().equals(process)) {
                    Interval time = new Interval(fault.from(), recovered(fault, fault.from() - well > GOOD_MILLIS));
                    well = Math.max(well, time.to());
                    each.add(new Disturbance(fault, time));
                }
            }
            return each;
        });
    }

    private static long recovered(Fault fault, boolean wasGood) {
        if (fault.to() == Run.NEVER) {
            return Run.NEVER;
        }
        long pause = wasGood ? fault.to() - fault.from() + FIRST_PAUSE_MILLIS : LONGEST_PAUSE_MILLIS;
        return fault.to() + Math.min(LONGEST_PAUSE_MILLIS, pause) + Timing.STEP_MILLIS;
    }

    /** {@return as few as there can be, in order; the last has no end if the process was killed} */
    List<Interval> of(String process) {
        return Interval.union(each(process).stream().map(Disturbance::time).toList());
    }

    /**
     * Until when a step that could not be confirmed meanwhile has been sent again: the pauses between grow by half each time,
     * so that one is no longer than half of all.
     */
    static long sentAgain(Interval disturbed) {
        if (disturbed.to() == Run.NEVER) {
            return Run.NEVER;
        }
        return disturbed.to() + Math.min(LONGEST_PAUSE_MILLIS, (disturbed.to() - disturbed.from()) / 2 + FIRST_PAUSE_MILLIS);
    }

    /** {@return whether the process itself did not run from the one time, or before, to the other, or after} */
    boolean stopped(String process, long from, long to) {
        return each(process).stream().map(Disturbance::fault)
                .filter(fault -> fault.kind() == Kind.PROCESS_STOPPED || fault.kind() == Kind.PROCESS_SLOW)
                .anyMatch(fault -> fault.from() <= from && fault.to() >= to);
    }

    /** {@return what disturbed the process most within that time; a kill more than all else} */
    @Nullable
    Kind worst(String process, Interval within) {
        Kind worst = null;
        long longest = -1;
        for (Disturbance each : each(process)) {
            long overlap = each.time().overlap(within);
            if (each.fault().kind() == Kind.PROCESS_KILLED && overlap >= 0) {
                return Kind.PROCESS_KILLED;
            }
            if (overlap > longest) {
                longest = overlap;
                worst = each.fault().kind();
            }
        }
        return worst;
    }
}
