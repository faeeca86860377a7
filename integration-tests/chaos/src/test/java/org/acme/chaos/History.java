package org.acme.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.acme.chaos.LostLeases.LostLease;
import org.jspecify.annotations.Nullable;

/** A made-up past of one parcel, with times as a test likes them. */
final class History {

    static final String PARCEL = "p";

    final Answers answers = new Answers();
    final Faults faults = new Faults();
    final List<Failover> failovers = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final Map<String, List<LostLease>> lost = new HashMap<>();

    /** A run for a delivery that came just before, of which no end is known yet; {@return what names it} */
    String begins(String process, long at) {
        return begins(process, at, at - 5);
    }

    String begins(String process, long at, long sent) {
        Delivery delivery = answers.deliver(PARCEL, process, sent);
        String run = process + '-' + delivery.number();
        lines.add("BEGIN " + PARCEL + ' ' + run + ' ' + at + ' ' + delivery.number());
        return run;
    }

    String takesEffect(String run, long at) {
        lines.add("EFFECT " + PARCEL + ' ' + run + ' ' + at);
        return run;
    }

    String fails(String run, long at) {
        lines.add("FAIL " + PARCEL + ' ' + run + ' ' + at);
        return run;
    }

    void losesLease(String run, long at) {
        lost.computeIfAbsent(process(run), x -> new ArrayList<>()).add(new LostLease(PARCEL, at));
    }

    /** The run's own delivery is answered. */
    void acknowledged(String run, long at) {
        answered(run, at, 200, run);
    }

    void answered(String run, long at, int status, String body) {
        Delivery own = answers.deliveriesOf(PARCEL).stream()
                .filter(delivery -> run.endsWith("-" + delivery.number())).findFirst().orElseThrow();
        answers.add(new Answer(own, at, status, body));
    }

    /** Another delivery is answered with the run's result. */
    void replayed(String run, long at) {
        answers.add(new Answer(answers.deliver(PARCEL, "elsewhere", at - 5), at, 200, run));
    }

    /** @param had the old primary's record, {@code null} for none; its claim is a time in milliseconds */
    void failsOver(long from, long at, @Nullable Stored had, @Nullable Stored has) {
        faults.add(Kind.REDIS_FAILED_OVER, null, from, at);
        failovers.add(new Failover(at, records(had), records(has)));
    }

    static Stored stored(Stored.Status status, long claimedMillis) {
        return new Stored(status, claimedMillis * 1_000);
    }

    private static Map<String, Stored> records(@Nullable Stored record) {
        return record == null ? Map.of() : Map.of(PARCEL, record);
    }

    Runs runs() {
        Map<String, List<String>> byProcess = new HashMap<>();
        for (String line : lines) {
            byProcess.computeIfAbsent(process(line.split(" ")[2]), x -> new ArrayList<>()).add(line);
        }
        return new Runs(byProcess, lost);
    }

    private static String process(String run) {
        return run.substring(0, run.lastIndexOf('-'));
    }

    Causes causes() {
        return new Causes(faults, failovers, answers);
    }

    @Nullable
    Cause cause(String earlier, String later) {
        List<Run> runs = runs().of(PARCEL);
        return causes().of(named(runs, earlier), named(runs, later));
    }

    private static Run named(List<Run> runs, String name) {
        return runs.stream().filter(run -> run.name().equals(name)).findFirst().orElseThrow();
    }
}
