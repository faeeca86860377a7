package org.acme.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.OutcomeKind;

/** The dashboard and the alerts, without an application. */
class ShownTest {

    @ParameterizedTest
    @EnumSource
    void selectsOutcomesAndKindsThatExist(Shown shown) throws IOException {
        assertThat(shown.values("outcome")).isNotEmpty().isSubsetOf(texts(DeliveryOutcome.values()));
        assertThat(shown.values("kind")).isSubsetOf(texts(OutcomeKind.values()));
    }

    private static List<String> texts(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
    }

    @Test
    void alertsFireAsTheirTestsExpect() throws Exception {
        assumeTrue(Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> new File(directory, "promtool").canExecute()),
                "promtool is not installed: apt-get install prometheus");
        Process promtool = new ProcessBuilder("promtool", "test", "rules", "event-idempotency-alerts-test.yml")
                .directory(Shown.ALERTS.file.getParent().toFile()).redirectErrorStream(true).start();
        String output = new String(promtool.getInputStream().readAllBytes());
        assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(output).isZero();
    }
}
