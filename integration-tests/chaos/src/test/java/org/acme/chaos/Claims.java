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
     * The earliest time from which the run's lease can have run when its body began. Where the process was disturbed, the claim
     * may have been stored for some time when the process learned of it; but not for longer than a body may begin after.
     */
    long leaseFrom(Run run) {
        long earliest = run.began() - Timing.STEP_MILLIS;
        for (Interval disturbed : disturbances.of(run.process())) {
            if (disturbed.from() <= run.began() && Disturbances.sentAgain(disturbed) >= earliest) {
                earliest = Math.min(earliest, disturbed.from());
            }
        }
        earliest = Math.max(earliest, run.began() - Timing.CLAIM_MILLIS);
        return Math.max(earliest, answers.sent(run.delivery()));
    }
}
