package org.acme.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** The job, from the packaged application. */
class KafkaJobIT {

    @Test
    void createsEachFieldOnceThoughTheFirstConsumerIsKilled() throws Exception {
        Run run = Run.of("kafka-job");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("Sent 28 records for 12 fields")
                .containsPattern("Process \\d+ created 6 fields and was killed")
                .containsPattern("Process \\d+ created 6 fields, and committed 28 of 28 records")
                // Claimed by the process that was killed, then by the one that took over.
                .containsPattern("> GET idempotency:events:fields\\.create:field-create:\\S+:field-7\\n"
                        + "\\{\"status\":\"completed\",\"owner\":\"[0-9a-f]{32}\",\"attempt\":2,")
                .contains("Each of 12 fields was created exactly once");
    }

    @Test
    void failsWithTheReasonWhenNothingIsGuarded() throws Exception {
        Run run = Run.of("kafka-job-unguarded", "-Dquarkus.event-idempotency.enabled=false");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output()).containsPattern("NOT AS IT SHOULD BE: field-1 was created [2-9] times");
    }

    /** One run of the job; its output is kept in a file. */
    private record Run(int exitCode, String output) {

        static Run of(String name, String... options) throws IOException, InterruptedException {
            Path log = Path.of(System.getProperty("logs.directory"), name + ".log");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(options));
            command.addAll(List.of("-jar", System.getProperty("application.jar"), "kafka-job"));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try {
                assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Run(process.exitValue(), Files.readString(log));
        }
    }
}
