package org.acme.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.acme.chaos.Faults.Fault;

/**
 * What came of a run: each event that ran more than once with the cause that the promise has for it, and what has none.
 * <p>
 * Only what the processes wrote into their files counts, and when things were broken.
 */
final class Report {

    static final long LEASE_MILLIS = 2_000;

    /** A claim is sent a moment before its body's first line is written. */
    private static final long SLACK_MILLIS = 50;

    /** A lease is renewed when a third of it is over: what lasts less than half of it does not end it. */
    private static final long HARMLESS_MILLIS = LEASE_MILLIS / 2;

    static final String FAILOVER = "Redis failed over";

    /** What was confirmed so long before may not have reached the replica. */
    private static final long REPLICATION_MILLIS = 1_000;

    private static final class Run {

        final String process;
        final long began;
        long failed;
        long effect;

        Run(String process, long began) {
            this.process = process;
            this.began = began;
        }
    }

    private final Map<String, Map<String, Run>> runs = new TreeMap<>();
    private final Map<String, Integer> causes = new TreeMap<>();
    private final List<String> unexplained = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final Faults faults;
    private final Set<String> unstored;

    /** @param unstored the runs' parcels and processes whose caller was told that the completion could not be stored */
    Report(Path effects, Collection<String> parcels, Faults faults, Set<String> unstored) throws IOException {
        this.faults = faults;
        this.unstored = unstored;
        read(effects);
        for (String parcel : parcels) {
            List<Run> each = new ArrayList<>(runs.getOrDefault(parcel, new HashMap<>()).values());
            each.sort(Comparator.comparingLong(run -> run.began));
            if (each.stream().noneMatch(run -> run.effect > 0)) {
                lost.add(parcel);
            }
            for (int later = 1; later < each.size(); later++) {
                for (int earlier = 0; earlier < later; earlier++) {
                    explain(parcel, each.get(earlier), each.get(later));
                }
            }
        }
    }

    private void read(Path effects) throws IOException {
        try (var files = Files.list(effects)) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file)) {
                    String[] words = line.split(" ");
                    Map<String, Run> ofParcel = runs.computeIfAbsent(words[1], x -> new HashMap<>());
                    long at = Long.parseLong(words[3]);
                    switch (words[0]) {
                        case "BEGIN" -> ofParcel.put(words[2], new Run(words[2].substring(0, words[2].lastIndexOf('-')), at));
                        case "FAIL" -> ofParcel.get(words[2]).failed = at;
                        default -> ofParcel.get(words[2]).effect = at;
                    }
                }
            }
        }
    }

    private void explain(String parcel, Run earlier, Run later) {
        String cause = cause(parcel, earlier, later);
        if (cause == null) {
            unexplained.add(parcel + ": begun " + earlier.began + " in " + earlier.process + ", ended " + earlier.effect
                    + ", begun again " + later.began + " in " + later.process);
        } else if (earlier.effect > 0 && later.effect > 0) {
            causes.merge("two effects: " + cause, 1, Integer::sum);
        } else {
            causes.merge("one effect: " + cause, 1, Integer::sum);
        }
    }

    private String cause(String parcel, Run earlier, Run later) {
        if (earlier.failed > 0 && earlier.failed <= later.began) {
            return "the body failed";
        }
        boolean lost = faults.all().stream().anyMatch(fault -> fault.kind().equals(FAILOVER) && fault.from() <= later.began
                && fault.from() >= Math.max(earlier.began, earlier.effect) - REPLICATION_MILLIS
                && fault.from() <= Math.max(earlier.began, earlier.effect) + REPLICATION_MILLIS);
        if (lost) {
            return "the failover lost its record";
        }
        if (later.began < earlier.began + LEASE_MILLIS - SLACK_MILLIS) {
            return null; // whatever happened, the lease cannot have ended
        }
        // a run that completed is only open to another until its completion is stored
        long end = earlier.effect > 0 ? Math.min(later.began, earlier.effect + 10_000) : later.began;
        long disturbed = 0;
        long longest = 0;
        String by = "";
        for (Fault fault : faults.all()) {
            if (fault.process() != null && !fault.process().equals(earlier.process)) {
                continue;
            }
            long overlap = Math.min(fault.to(), end) - Math.max(fault.from(), earlier.began - SLACK_MILLIS);
            if (overlap >= 0 && fault.kind().equals("process killed")) {
                return "its process was killed before the completion was stored";
            }
            if (overlap > 0) {
                disturbed += overlap;
                if (overlap > longest) {
                    longest = overlap;
                    by = fault.kind();
                }
            }
        }
        if (disturbed >= HARMLESS_MILLIS) {
            return (unstored.contains(parcel + ' ' + earlier.process) ? "its completion could not be stored: "
                    : "its lease ended: ") + by;
        }
        return null;
    }

    int runs() {
        return runs.values().stream().mapToInt(Map::size).sum();
    }

    long effects() {
        return runs.values().stream().flatMap(each -> each.values().stream()).filter(run -> run.effect > 0).count();
    }

    Map<String, Integer> causes() {
        return causes;
    }

    List<String> unexplained() {
        return unexplained;
    }

    List<String> lost() {
        return lost;
    }
}
