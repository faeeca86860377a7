package org.acme.bare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.acme.outside.OutsideBuild;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The extension as the only dependency of a project outside this build. */
class BareDependencyIT {

    // Outside of this build: Quarkus and Maven both look for what surrounds a project.
    @TempDir
    Path directory;

    @Test
    void buildsAndRuns() throws Exception {
        OutsideBuild build = OutsideBuild.in(directory);
        Path project = OutsideBuild.copy(Path.of(getClass().getResource("/project").toURI()), directory.resolve("outside"));

        OutsideBuild.run(project, maven(build, project, "package"));
        String output = OutsideBuild.run(project,
                List.of(OutsideBuild.java(), "-jar", project.resolve("target/quarkus-app/quarkus-run.jar").toString()));

        String receipt = "Receipt[orderId=order-1, number=1]";
        assertThat(output).contains("handled 1, receipts [" + receipt + ", " + receipt + ", " + receipt + "]",
                "services of the Dev UI absent");
        assertThat(files(project.resolve("target/quarkus-app")))
                .anyMatch(name -> name.contains("quarkus-event-idempotency-" + OutsideBuild.VERSION))
                .noneMatch(name -> name.contains("quarkus-event-idempotency-dev"));

        assertThat(firstLine(project, maven(build, project, "quarkus:dev", "-Ddebug=false",
                "-DquarkusRegistryClient=false", "-Dquarkus.analytics.disabled=true", "-Dquarkus.console.enabled=false"),
                "services of the Dev UI")).endsWith("present");
    }

    private static List<String> maven(OutsideBuild build, Path project, String goal, String... options) {
        List<String> command = build.maven(project, goal,
                "-Dquarkus.version=" + System.getProperty("quarkus.version"), "-Dextension.version=" + OutsideBuild.VERSION);
        command.addAll(List.of(options));
        return command;
    }

    /** Runs a command until it prints a line that contains the text, then ends it with the processes that it started. */
    private static String firstLine(Path directory, List<String> command, String text) throws IOException {
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        List<String> output = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(text)) {
                    return line;
                }
                output.add(line);
            }
            throw new AssertionError("Not printed: " + text + "\n" + String.join("\n", output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(Path::toString).toList();
        }
    }
}
