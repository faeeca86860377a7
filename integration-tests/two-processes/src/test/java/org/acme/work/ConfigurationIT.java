package org.acme.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** How the packaged application starts, or does not, with what it is told by its environment. */
class ConfigurationIT {

    /** Starts the application, which ends at the latest where it is to listen on an address that no machine has. */
    private static String outputOf(String name, Map<String, String> environment) throws IOException, InterruptedException {
        Path log = Path.of(System.getProperty("logs.directory"), name + ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dquarkus.http.host=203.0.113.1",
                "-jar", System.getProperty("application.jar")));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
            assertThat(process.exitValue()).isNotZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(log);
    }

    @Test
    void productionWithoutRedisDoesNotStartAndNamesTheProperty() throws Exception {
        assertThat(outputOf("no-redis", Map.of())).contains("quarkus.redis.hosts is not set",
                "quarkus.event-idempotency.store=in-memory");
    }

    @Test
    void wrongValueDoesNotStartAndNamesTheProperty() throws Exception {
        assertThat(outputOf("wrong-lease", Map.of("QUARKUS_EVENT_IDEMPOTENCY_SCOPES__WORK__LEASE", "0S")))
                .contains("quarkus.event-idempotency.scopes.\"work\".lease is PT0S: it must be at least PT0.1S");
    }

    @Test
    void unknownScopeIsAWarningWithASuggestion() throws Exception {
        String output = outputOf("unknown-scope", Map.of(
                "QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:1",
                "QUARKUS_EVENT_IDEMPOTENCY_SCOPES__WORKS__LEASE", "5S"));
        assertThat(output).contains("QEI00002", "scopes.\"works\" is configured, but no method has that scope",
                "Did you mean quarkus.event-idempotency.scopes.\"work\"?");
        assertThat(output).contains("QEI00030",
                "Event idempotency guards 3 methods in the scopes [work]. Records are in Redis at 127.0.0.1:1 [node: ");
    }

    @Test
    void switchedOffItNeedsNoRedis() throws Exception {
        assertThat(outputOf("switched-off", Map.of("QUARKUS_EVENT_IDEMPOTENCY_ENABLED", "false")))
                .contains("QEI00010").doesNotContain("quarkus.redis.hosts is not set");
    }
}
