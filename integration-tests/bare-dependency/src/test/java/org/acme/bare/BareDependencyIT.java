package org.acme.bare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The extension as the only dependency of a project outside this build, which takes it from a repository that holds what an
 * installation of this build would.
 */
class BareDependencyIT {

    private static final String GROUP = "io/quarkiverse/eventidempotency";
    private static final String VERSION = System.getProperty("project.version");

    // Outside of this build: Quarkus and Maven both look for what surrounds a project.
    @TempDir
    Path directory;

    @Test
    void buildsAndRuns() throws Exception {
        Path repository = directory.resolve("repository");
        Path root = Path.of(System.getProperty("root.directory"));
        install(repository, "quarkus-event-idempotency-parent", root.resolve("pom.xml"), null);
        install(repository, "quarkus-event-idempotency", root.resolve("runtime"));
        install(repository, "quarkus-event-idempotency-dev", root.resolve("runtime/dev"));
        install(repository, "quarkus-event-idempotency-deployment", root.resolve("deployment"));
        Path project = directory.resolve("outside");
        copy(Path.of(getClass().getResource("/project").toURI()), project);

        run(project, maven(repository, project, "package"));
        String output = run(project, List.of(java(), "-jar", project.resolve("target/quarkus-app/quarkus-run.jar").toString()));

        String receipt = "Receipt[orderId=order-1, number=1]";
        assertThat(output).contains("handled 1, receipts [" + receipt + ", " + receipt + ", " + receipt + "]",
                "services of the Dev UI absent");
        assertThat(files(project.resolve("target/quarkus-app")))
                .anyMatch(name -> name.contains("quarkus-event-idempotency-" + VERSION))
                .noneMatch(name -> name.contains("quarkus-event-idempotency-dev"));

        assertThat(firstLine(project, maven(repository, project, "quarkus:dev", "-Ddebug=false",
                "-DquarkusRegistryClient=false", "-Dquarkus.analytics.disabled=true", "-Dquarkus.console.enabled=false"),
                "services of the Dev UI")).endsWith("present");
    }

    private static List<String> maven(Path repository, Path project, String goal, String... options) {
        // What is not there comes from the repositories of the surrounding build.
        String tail = System.getProperty("maven.repo.local");
        String outerTail = System.getProperty("repository.tail");
        if (outerTail != null && !outerTail.isEmpty() && !outerTail.startsWith("${")) {
            tail += "," + outerTail;
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(), "-B", "-e", goal,
                "-f", project.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + repository, "-Dmaven.repo.local.tail=" + tail,
                "-Dmaven.repo.local.tail.ignoreAvailability=true",
                "-Dquarkus.version=" + System.getProperty("quarkus.version"), "-Dextension.version=" + VERSION,
                "-Dcompiler-plugin.version=" + System.getProperty("compiler-plugin.version")));
        command.addAll(List.of(options));
        String settings = System.getProperty("maven.settings");
        if (settings != null && Files.exists(Path.of(settings))) {
            command.addAll(List.of("-s", settings));
        }
        return command;
    }

    private static void install(Path repository, String artifact, Path module) throws IOException {
        install(repository, artifact, module.resolve("pom.xml"),
                module.resolve("target").resolve(artifact + "-" + VERSION + ".jar"));
    }

    private static void install(Path repository, String artifact, Path pom, Path jar) throws IOException {
        Path target = Files.createDirectories(repository.resolve(GROUP).resolve(artifact).resolve(VERSION));
        Files.copy(pom, target.resolve(artifact + "-" + VERSION + ".pom"));
        if (jar != null) {
            Files.copy(jar, target.resolve(artifact + "-" + VERSION + ".jar"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
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

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
