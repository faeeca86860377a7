package org.acme.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What must not be is found, however much else goes wrong meanwhile that would be an excuse. */
class PlantedFaultsIT {

    private static final Duration DURATION = Duration.ofSeconds(8);
    private static final String COMPLETED = "{\"status\":\"completed\",\"owner\":\"\",\"attempt\":1,\"fence\":1,"
            + "\"scope\":\"parcels\",\"idempotency_key\":\"%s\",\"result\":\"nobody\"}";

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void processesThatDoNotShareTheirRecords() throws Exception {
        try (Chaos chaos = new Chaos("unshared", ChaosIT.SEED, 2, false)) {
            assertThat(chaos.run(DURATION).unexplained()).isNotEmpty();
        }
    }

    /** A record that no run has completed loses its event, and one that is removed has its event run again. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void recordsThatSomebodyElseWritesAndRemoves() throws Exception {
        List<String> planted = List.of("p3", "p14", "p15", "p92");
        try (Chaos chaos = new Chaos("tampered", ChaosIT.SEED, 2, true)) {
            for (String parcel : planted) {
                chaos.redis().ask("SET", "chaos:parcels:" + parcel, COMPLETED.formatted(parcel));
            }
            Report report = chaos.run(DURATION, () -> {
                assertThat(planted).allMatch(chaos::isAcknowledged);
                chaos.redis().ask("FLUSHALL");
            });
            assertThat(report.lost()).containsExactlyInAnyOrderElementsOf(planted);
            assertThat(report.unexplained()).isNotEmpty();
        }
    }
}
