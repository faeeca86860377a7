package org.acme.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

/** {@code -Dchaos.duration=PT10M} goes on for longer, {@code -Dchaos.seed=…} draws other faults. */
class ChaosIT {

    private static final Duration DURATION = Duration.parse(System.getProperty("chaos.duration", "PT25S"));
    private static final long SEED = Long.getLong("chaos.seed", System.currentTimeMillis());

    @Test
    void nothingIsLostAndNothingRunsAgainWithoutACause() throws Exception {
        System.out.println("Chaos: seed " + SEED);
        try (Chaos chaos = new Chaos(SEED, true)) {
            Report report = chaos.run(DURATION, true);
            assertThat(report.effects()).isPositive();
            assertThat(report.lost()).isEmpty();
            assertThat(report.unexplained()).isEmpty();
        }
    }

    @Test
    void processesThatDoNotShareTheirRecordsAreFoundOut() throws Exception {
        try (Chaos chaos = new Chaos(SEED, false)) {
            assertThat(chaos.run(Duration.ofSeconds(3), false).unexplained()).isNotEmpty();
        }
    }
}
