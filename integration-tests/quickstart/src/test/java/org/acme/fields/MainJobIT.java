package org.acme.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** The main job, from the packaged application. */
class MainJobIT {

    @Test
    void createsEachFieldOnceAndSaysWhatHappened() throws Exception {
        Run run = Run.of("main-job");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("waited, then replayed", "waited, then took over", "ran again after the failure",
                "killed while the body ran", "failed with", "was created exactly once")
                .containsPattern("> GET idempotency:events:fields\\.create:field-create:\\S+:field-1\\n"
                        + "\\{\"status\":\"completed\",\"owner\":\"[0-9a-f]{32}\",\"fence\":");
    }

    @Test
    void failsWithTheReasonWhenNothingIsGuarded() throws Exception {
        Run run = Run.of("main-job-unguarded", "-Dquarkus.event-idempotency.enabled=false");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output()).containsPattern("NOT AS IT SHOULD BE: field-1 was created [23] times");
    }

    /** One run of the main job; its output is kept in a file. */
    private record Run(int exitCode, String output) {

        static Run of(String name, String... options) throws IOException, InterruptedException {
            PackagedApplication application = PackagedApplication.find();
            // Only the JAR brings a Redis along.
            try (TestRedis redis = application.isNative() ? new TestRedis() : null) {
                List<String> given = new ArrayList<>(List.of(options));
                if (redis != null) {
                    redis.start();
                    given.add("-Dquarkus.redis.hosts=" + redis.hosts());
                }
                Process process = application.start(name, given, "main-job");
                try {
                    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(Files.readString(application.log(name))).isTrue();
                } finally {
                    process.destroyForcibly();
                }
                return new Run(process.exitValue(), Files.readString(application.log(name)));
            }
        }
    }
}
