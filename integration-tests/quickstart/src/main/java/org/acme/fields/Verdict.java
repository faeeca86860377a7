package org.acme.fields;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.acme.fields.DeliveryReport.Happened;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** Judges what happened to the deliveries. */
final class Verdict {

    private Verdict() {
    }

    /**
     * Compares what was to happen with what did.
     *
     * @param ledger a line for each creation, by whichever process, that begins with the field's id
     * @return what is wrong; empty when nothing is
     */
    static List<String> of(List<EventEnvelope<Field>> events, List<DeliveryReport> reports, List<String> ledger) {
        List<String> problems = new ArrayList<>();
        Set<String> fields = new TreeSet<>();
        for (EventEnvelope<Field> event : events) {
            fields.add(event.payload().fieldId());
        }
        for (String field : fields) {
            long creations = ledger.stream().filter(line -> line.startsWith(field + " ")).count();
            if (creations != 1) {
                problems.add(field + " was created " + creations + " times");
            }
        }
        for (Happened happened : Happened.values()) {
            if (reports.stream().noneMatch(report -> report.happened() == happened)) {
                problems.add("no delivery " + happened + ", and at least one should have");
            }
        }
        Map<String, FieldCreated> results = new HashMap<>();
        for (DeliveryReport report : reports) {
            FieldCreated first = report.result() == null ? null
                    : results.putIfAbsent(report.event().payload().fieldId(), report.result());
            if (first != null && !first.equals(report.result())) {
                problems.add(
                        "delivery " + report.number() + " got " + report.result() + ", and another one of its event " + first);
            }
        }
        return problems;
    }
}
