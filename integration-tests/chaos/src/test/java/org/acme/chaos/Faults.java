package org.acme.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** When what went wrong, by the machine's clock. */
final class Faults {

    /** @param process whom it concerned; {@code null} for all of them */
    record Fault(String kind, @Nullable String process, long from, long to) {
    }

    private final List<Fault> faults = new ArrayList<>();

    synchronized void add(String kind, @Nullable String process, long from, long to) {
        faults.add(new Fault(kind, process, from, to));
    }

    synchronized List<Fault> all() {
        return List.copyOf(faults);
    }

    String summary() {
        TreeMap<String, Integer> counts = new TreeMap<>();
        all().forEach(fault -> counts.merge(fault.kind(), 1, Integer::sum));
        return counts.toString();
    }
}
