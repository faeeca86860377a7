package org.acme.fields;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The application as the build packaged it.
 *
 * @param path the file that is run: a native executable, or a JAR
 */
record PackagedApplication(Path path, boolean isNative) {

    private static final Path TARGET = Path.of(System.getProperty("logs.directory"));

    static PackagedApplication find() throws IOException {
        Properties artifact = new Properties();
        try (Reader file = Files.newBufferedReader(TARGET.resolve("quarkus-artifact.properties"))) {
            artifact.load(file);
        }
        return new PackagedApplication(TARGET.resolve(artifact.getProperty("path")),
                artifact.getProperty("type").equals("native"));
    }

    /** Starts it; what it prints goes to a file of the given name. */
    Process start(String name, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(isNative ? path.toString() : Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        if (!isNative) {
            command.addAll(List.of("-jar", path.toString()));
        }
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(name).toFile()).start();
    }

    Path log(String name) {
        return TARGET.resolve(name + ".log");
    }
}
