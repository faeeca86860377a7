package org.acme.chaos;

/** When runs were claimed, of which only the end is known: the beginning of the body. */
final class Claims {

    private final Answers answers;
    private final Disturbances disturbances;

    Claims(Answers answers, Disturbances disturbances) {
        this.answers = answers;
        this.disturbances = disturbances;
    }

    /**
     * The earliest time at which the run's token can have been stored. Where the process was disturbed, the store may have had
     * it for long when the process learned of it.
     */
    long earliest(Run run) {
        long earliest = run.began() - Timing.STEP_MILLIS;
        for (Interval disturbed : disturbances.of(run.process())) {
            if (disturbed.from() <= run.began() && Disturbances.sentAgain(disturbed) >= earliest) {
                earliest = Math.min(earliest, disturbed.from());
            }
        }
        return Math.max(answers.sent(run.delivery()), earliest);
    }

    /** The earliest time from which the run's lease can have run when its body began. */
    long leaseFrom(Run run) {
        return Math.max(earliest(run), run.began() - Timing.CLAIM_MILLIS);
    }
}
