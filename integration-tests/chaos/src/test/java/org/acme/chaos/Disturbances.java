package org.acme.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.acme.chaos.Faults.Fault;

/** When each process could not be sure to reach Redis, be it for its own sake or for that of Redis. */
final class Disturbances {

    /**
     * How long a process may still be disturbed when a fault is over: until a command that was on its way has timed out, and a
     * new connection is there.
     */
    static final long RECOVERY_MILLIS = 700;

    private final List<Fault> faults;
    private final Map<String, List<Interval>> byProcess = new HashMap<>();

    Disturbances(List<Fault> faults) {
        this.faults = faults;
    }

    /** {@return as few as there can be, in order; the last has no end if the process was killed} */
    List<Interval> of(String process) {
        return byProcess.computeIfAbsent(process, x -> Interval.union(faults.stream()
                .filter(fault -> concerns(fault, process)).map(Disturbances::withRecovery).toList()));
    }

    private static boolean concerns(Fault fault, String process) {
        return fault.process() == null || fault.process().equals(process);
    }

    private static Interval withRecovery(Fault fault) {
        return new Interval(fault.from(), fault.to() == Run.NEVER ? Run.NEVER : fault.to() + RECOVERY_MILLIS);
    }

    boolean killed(String process, long from, long to) {
        return faults.stream().anyMatch(fault -> fault.kind() == Kind.PROCESS_KILLED && concerns(fault, process)
                && from <= fault.to() && fault.from() <= to);
    }

    /** {@return what disturbed the process most within that time} */
    Kind worst(String process, long from, long to) {
        Kind worst = null;
        long longest = -1;
        for (Fault fault : faults) {
            Interval time = withRecovery(fault);
            if (concerns(fault, process) && time.overlap(from, to) > longest) {
                longest = time.overlap(from, to);
                worst = fault.kind();
            }
        }
        return worst;
    }

    /** {@return since when the process was disturbed without a break; that time itself when it was not} */
    long beginning(String process, long until, long slack) {
        for (Interval interval : of(process)) {
            if (interval.from() <= until && interval.to() >= until - slack) {
                return Math.min(interval.from(), until - slack);
            }
        }
        return until - slack;
    }
}
