package org.acme.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.acme.chaos.LostLeases.LostLease;

/** What the processes wrote down. */
final class Runs {

    private final Map<String, List<Interval>> stalls = new HashMap<>();
    private final Map<String, Run> byName = new HashMap<>();
    private final Map<String, List<Run>> byParcel;

    /**
     * @param lines of each process, on what its bodies did
     * @param lostLeases of each process
     */
    Runs(Map<String, List<String>> lines, Map<String, List<LostLease>> lostLeases) {
        lines.forEach((process, each) -> each.forEach(line -> add(process, line.split(" "))));
        lostLeases.forEach((process, each) -> each.forEach(lost -> lose(process, lost)));
        byParcel = byName.values().stream().sorted(Comparator.comparingLong(Run::began))
                .collect(Collectors.groupingBy(Run::parcel));
    }

    private void add(String process, String[] words) {
        if (words[0].equals("STALL")) {
            stalls.computeIfAbsent(process, x -> new ArrayList<>())
                    .add(new Interval(Long.parseLong(words[1]), Long.parseLong(words[2])));
            return;
        }
        String name = words[2];
        long at = Long.parseLong(words[3]);
        switch (words[0]) {
            case "BEGIN" -> byName.put(name,
                    new Run(words[1], name, process, Long.parseLong(words[4]), at, Run.NEVER, Run.NEVER,
                            Run.NEVER));
            case "FAIL" -> byName.computeIfPresent(name, (x, run) -> run.failedAt(at));
            case "EFFECT" -> byName.computeIfPresent(name, (x, run) -> run.effectAt(at));
            default -> throw new IllegalArgumentException(String.join(" ", words));
        }
    }

    /** It is the outcome that came last before. */
    private void lose(String process, LostLease lost) {
        byName.values().stream()
                .filter(run -> run.process().equals(process) && run.parcel().equals(lost.parcel()) && run.ended() <= lost.at())
                .max(Comparator.comparingLong(Run::ended))
                .ifPresent(run -> byName.put(run.name(), run.lostAt(lost.at())));
    }

    /** {@return when each process got no time to run} */
    Map<String, List<Interval>> stalls() {
        return stalls;
    }

    Collection<Run> all() {
        return byName.values();
    }

    /** {@return in the order in which they began} */
    List<Run> of(String parcel) {
        return byParcel.getOrDefault(parcel, List.of());
    }

    /** {@return whether some body had its effect on it by then} */
    boolean hasEffect(String parcel, long by) {
        return of(parcel).stream().anyMatch(run -> run.effect() <= by);
    }

    /** {@return whether this very run, of this parcel, had its effect by then} */
    boolean hasEffect(String parcel, String name, long by) {
        Run run = byName.get(name);
        return run != null && run.parcel().equals(parcel) && run.effect() <= by;
    }
}
