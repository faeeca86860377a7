package org.acme.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

/** {@code -Dchaos.duration=PT10M} goes on for longer, {@code -Dchaos.seed=…} draws other faults. */
class ChaosIT {

    private static final Duration DURATION = Duration.parse(System.getProperty("chaos.duration", "PT25S"));
    private static final long SEED = Long.getLong("chaos.seed", System.currentTimeMillis());

    private static final String COMPLETED = "{\"status\":\"completed\",\"owner\":\"\",\"attempt\":1,\"fence\":1,\"scope\":\"parcels\","
            + "\"idempotency_key\":\"%s\",\"result\":\"nobody\"}";

    @Test
    void nothingIsLostAndNothingRunsAgainWithoutACause() throws Exception {
        try (Chaos chaos = new Chaos("chaos", SEED, true)) {
            Report report = chaos.run(DURATION);
            assertThat(report.effects()).isPositive();
            assertThat(report.lost()).isEmpty();
            assertThat(report.unfounded()).isEmpty();
            assertThat(report.unexplained()).isEmpty();
            assertThat(report.inLastRound()).allMatch(cause -> cause.reason() == Cause.Reason.FAILED_OVER);
            if (DURATION.compareTo(Duration.ofMinutes(5)) >= 0) {
                assertThat(chaos.faults()).containsOnlyKeys(Kind.values());
            }
        }
    }

    @Test
    void processesThatDoNotShareTheirRecordsAreFoundOut() throws Exception {
        try (Chaos chaos = new Chaos("unshared", SEED, false)) {
            assertThat(chaos.run(Duration.ofSeconds(8)).unexplained()).isNotEmpty();
        }
    }

    /** A record that nobody's run has completed loses its event, and one that is removed has its event run again. */
    @Test
    void recordsThatAreTamperedWithAreFoundOut() throws Exception {
        List<String> planted = List.of("p3", "p14", "p15", "p92");
        try (Chaos chaos = new Chaos("tampered", SEED, true)) {
            for (String parcel : planted) {
                chaos.redis().ask("SET", "chaos:parcels:" + parcel, COMPLETED.formatted(parcel));
            }
            Report report = chaos.run(Duration.ofSeconds(8), () -> {
                assertThat(planted).allMatch(chaos::isAcknowledged);
                chaos.redis().ask("FLUSHALL");
            });
            assertThat(report.lost()).containsExactlyInAnyOrderElementsOf(planted);
            assertThat(report.unexplained()).isNotEmpty();
        }
    }
}
