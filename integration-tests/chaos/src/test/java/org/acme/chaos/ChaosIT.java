package org.acme.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

/**
 * {@code -Dchaos.duration=PT10M} goes on for longer, {@code -Dchaos.processes=5} has more of them, and
 * {@code -Dchaos.seed=…} draws other faults.
 */
class ChaosIT {

    static final long SEED = Long.getLong("chaos.seed", System.currentTimeMillis());
    private static final Duration DURATION = Duration.parse(System.getProperty("chaos.duration", "PT25S"));

    private static final int PROCESSES = Integer.getInteger("chaos.processes", 3);

    /** By then each kind of fault has come about. */
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void nothingIsLostAndNothingRunsAgainWithoutACause() throws Exception {
        assertThat(PROCESSES).as("-Dchaos.processes: one goes on where another is killed").isGreaterThan(1);
        try (Chaos chaos = new Chaos("chaos", SEED, PROCESSES, true)) {
            Report report = chaos.run(DURATION);
            assertThat(report.effects()).isPositive();
            assertThat(report.lost()).isEmpty();
            assertThat(report.unfounded()).isEmpty();
            assertThat(report.unexplained()).as(() -> chaos.stories(report.unexplained())).isEmpty();
            assertThat(report.inLastRound()).allMatch(cause -> cause.reason() == Cause.Reason.FAILED_OVER);
            if (DURATION.compareTo(LONG) >= 0) {
                assertThat(chaos.faults().keySet()).containsAll(Kind.MADE);
            }
        }
    }
}
