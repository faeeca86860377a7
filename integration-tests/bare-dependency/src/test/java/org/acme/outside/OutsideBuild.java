package org.acme.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds of projects outside this build. They take the extension from a repository that contains what an installation of this
 * build would, and all else from the repository of this build.
 */
public final class OutsideBuild {

    /** The version of the extension. */
    public static final String VERSION = System.getProperty("project.version");

    private static final String GROUP = "io/quarkiverse/eventidempotency";

    private final Path repository;
    private final String tail;

    private OutsideBuild(Path repository, String tail) {
        this.repository = repository;
        this.tail = tail;
    }

    /** Puts the artifacts of this build into a repository in the directory. */
    public static OutsideBuild in(Path directory) throws IOException {
        OutsideBuild build = new OutsideBuild(directory.resolve("repository"), repositoriesOfBuild());
        Path root = Path.of(System.getProperty("root.directory"));
        build.install("quarkus-event-idempotency-parent", root);
        build.install("quarkus-event-idempotency", root.resolve("runtime"));
        build.install("quarkus-event-idempotency-dev", root.resolve("runtime/dev"));
        build.install("quarkus-event-idempotency-deployment", root.resolve("deployment"));
        return build;
    }

    /** {@return the repository with the artifacts of this build} */
    public Path repository() {
        return repository;
    }

    /** {@return the repositories of this build, separated by commas} */
    public String tail() {
        return tail;
    }

    /** {@return the command that builds a project with the Maven of this build} */
    public List<String> maven(Path project, String goal, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(), "-B", "-e", goal,
                "-f", project.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + repository, "-Dmaven.repo.local.tail=" + tail,
                "-Dmaven.repo.local.tail.ignoreAvailability=true",
                // The plugins of this build are in its repository.
                "-Dcompiler-plugin.version=" + System.getProperty("compiler-plugin.version"),
                "-Dsurefire-plugin.version=" + System.getProperty("surefire-plugin.version")));
        command.addAll(List.of(options));
        String settings = System.getProperty("maven.settings");
        if (settings != null && Files.exists(Path.of(settings))) {
            command.addAll(List.of("-s", settings));
        }
        return command;
    }

    /** Runs a command to its end, and returns what it prints. Fails when the command fails. */
    public static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** {@return the Java of this build} */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Copies a directory, and returns the copy. */
    public static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private static String repositoriesOfBuild() {
        String local = System.getProperty("maven.repo.local");
        String outerTail = System.getProperty("repository.tail");
        return outerTail == null || outerTail.isEmpty() || outerTail.startsWith("${") ? local : local + "," + outerTail;
    }

    private void install(String artifact, Path module) throws IOException {
        String name = artifact + "-" + VERSION;
        Path target = Files.createDirectories(repository.resolve(GROUP).resolve(artifact).resolve(VERSION));
        Files.copy(module.resolve("pom.xml"), target.resolve(name + ".pom"));
        for (String jar : List.of(name + ".jar", name + "-codestarts.jar")) {
            Path file = module.resolve("target").resolve(jar);
            if (Files.exists(file)) {
                Files.copy(file, target.resolve(jar));
            }
        }
    }
}
