package org.acme.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** What came of it all: each run that was not its parcel's first counts once, by its cause or as one that has none. */
final class Report {

    private final Causes causes;
    private final Runs runs;
    private final long lastRound;
    private final Map<String, Integer> again = new TreeMap<>();
    private final List<Twice> twice = new ArrayList<>();
    private final List<Run> unexplained = new ArrayList<>();
    private final List<Cause> inLastRound = new ArrayList<>();
    private final Set<String> lost;
    private final List<Answer> unfounded;

    /** Two effects of one event, and why there was a second one. */
    record Twice(Run first, Run second, Cause why) {

        @Override
        public String toString() {
            return first.parcel() + ": " + first.process() + ", and " + (second.effect() - first.effect()) + " ms later "
                    + second.process() + ", since " + why;
        }
    }

    /** @param lastRound when the last round of duplicates began, after all that went wrong */
    Report(Collection<String> parcels, Runs runs, Answers answers, Causes causes, long lastRound) {
        this.causes = causes;
        this.runs = runs;
        this.lastRound = lastRound;
        Map<String, Long> acknowledged = answers.firstAcknowledgements();
        this.lost = new HashSet<>(parcels);
        lost.removeIf(parcel -> acknowledged.containsKey(parcel) && runs.hasEffect(parcel, acknowledged.get(parcel)));
        this.unfounded = answers.acknowledgements().stream()
                .filter(answer -> !runs.hasEffect(answer.delivery().parcel(), answer.body(), answer.at())).toList();
        for (String parcel : parcels) {
            List<Run> ofParcel = runs.of(parcel);
            for (int i = 1; i < ofParcel.size(); i++) {
                explain(ofParcel.subList(0, i), ofParcel.get(i));
            }
        }
    }

    private void explain(List<Run> earlier, Run later) {
        Cause latest = null;
        for (Run each : earlier) {
            latest = causes.of(each, later);
            if (latest == null) {
                unexplained.add(later);
                break;
            }
        }
        if (latest != null) {
            Run first = later.hasEffect() ? lastEffect(earlier) : null;
            again.merge((first == null ? "since " : "two effects, since ") + latest, 1, Integer::sum);
            if (first != null) {
                twice.add(new Twice(first, later, Objects.requireNonNull(causes.of(first, later))));
            }
        }
        if (later.began() >= lastRound) {
            inLastRound.add(latest);
        }
    }

    private static @Nullable Run lastEffect(List<Run> runs) {
        Run last = null;
        for (Run run : runs) {
            last = run.hasEffect() ? run : last;
        }
        return last;
    }

    long effects() {
        return runs.all().stream().filter(Run::hasEffect).count();
    }

    /** {@return how many bodies ran again, by cause} */
    Map<String, Integer> again() {
        return again;
    }

    /** {@return the effects that came twice} */
    List<Twice> twice() {
        return twice;
    }

    /** {@return bodies that ran again without a cause} */
    List<Run> unexplained() {
        return unexplained;
    }

    /** {@return the causes of bodies that ran in the last round; {@code null} for one without} */
    List<@Nullable Cause> inLastRound() {
        return inLastRound;
    }

    /** {@return parcels without an effect when they were first acknowledged, or never acknowledged} */
    Set<String> lost() {
        return lost;
    }

    /** {@return acknowledgements with what no run had as its result by then} */
    List<Answer> unfounded() {
        return unfounded;
    }
}
