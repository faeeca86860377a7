package org.acme.chaos;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.acme.chaos.Faults.Fault;

/** All that is known of a parcel, in the order in which it happened, for whoever has to find out why it was handled again. */
final class Story {

    private final Runs runs;
    private final Answers answers;
    private final List<Fault> faults;
    private final List<Failover> failovers;

    Story(Runs runs, Answers answers, Faults faults, List<Failover> failovers) {
        this.runs = runs;
        this.answers = answers;
        this.faults = faults.all();
        this.failovers = failovers;
    }

    String of(String parcel) {
        TreeMap<Long, String> lines = new TreeMap<>();
        List<Run> ofParcel = runs.of(parcel);
        long from = ofParcel.get(0).began() - 5_000;
        long to = ofParcel.get(ofParcel.size() - 1).began();
        for (Run run : ofParcel) {
            add(lines, run.began(), run.name() + " begins, for delivery " + run.delivery());
            add(lines, run.failed(), run.name() + " fails");
            add(lines, run.effect(), run.name() + " has its effect");
            add(lines, run.lost(), run.name() + " has lost its lease");
        }
        for (Delivery delivery : answers.deliveriesOf(parcel)) {
            add(lines, delivery.sent(), delivery.process() + " gets delivery " + delivery.number());
            Answer answer = answers.to(delivery.number());
            if (answer != null) {
                add(lines, answer.at(),
                        "delivery " + delivery.number() + " answered: " + answer.status() + ' ' + answer.body());
            }
        }
        for (Failover failover : failovers) {
            if (failover.at() < from || failover.at() > to) {
                continue;
            }
            add(lines, failover.at(), "the new primary has " + failover.after().get(parcel) + ", the old one had "
                    + failover.before().get(parcel));
        }
        for (Fault fault : faults) {
            if (fault.from() <= to && fault.to() >= from) {
                add(lines, fault.from(), fault.kind() + (fault.process() == null ? "" : " of " + fault.process())
                        + (fault.to() == Run.NEVER ? "" : " until " + fault.to()));
            }
        }
        StringBuilder story = new StringBuilder(parcel);
        for (Map.Entry<Long, String> line : lines.entrySet()) {
            story.append("\n  ").append(line.getKey()).append(' ').append(line.getValue());
        }
        return story.toString();
    }

    private static void add(TreeMap<Long, String> lines, long at, String what) {
        if (at != Run.NEVER) {
            lines.merge(at, what, (one, other) -> one + "; " + other);
        }
    }
}
