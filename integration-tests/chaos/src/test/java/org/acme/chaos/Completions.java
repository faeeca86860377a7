package org.acme.chaos;

import java.util.List;
import java.util.Map;

/** When the completions of runs were stored, as far as it is known from outside. */
final class Completions {

    private final Map<String, List<Answer>> acknowledgements;
    private final Disturbances disturbances;

    Completions(Answers answers, Disturbances disturbances) {
        this.acknowledgements = answers.byRun();
        this.disturbances = disturbances;
    }

    /**
     * By when the run's completion was stored for certain; {@link Run#NEVER} when that is not known.
     * <p>
     * Another delivery is only answered with its result when it was. The run's own delivery is so also when its lease had been
     * lost, to a claim that need not have come to a run: one that was given up in doubt is released. Its process knows of it.
     */
    long storedBy(Run run) {
        for (Answer answer : acknowledgements.getOrDefault(run.name(), List.of())) {
            boolean own = answer.delivery().number() == run.delivery();
            if (!own || run.lost() == Run.NEVER) {
                return answer.at();
            }
        }
        return Run.NEVER;
    }

    /** Until when the run may have been open to another for want of a completion. */
    long openUntil(Run run) {
        List<Answer> answers = acknowledgements.getOrDefault(run.name(), List.of());
        if (!answers.isEmpty()) {
            return answers.get(0).at();
        }
        if (!run.hasEffect()) {
            return Run.NEVER;
        }
        long last = run.effect() + Timing.STORE_RETRY_MILLIS + 1_000;
        long until = run.effect() + Timing.STEP_MILLIS;
        for (Interval disturbed : disturbances.of(run.process())) {
            if (disturbed.from() <= until) {
                until = Math.max(until, Disturbances.sentAgain(disturbed));
            }
        }
        return Math.min(until, last);
    }
}
