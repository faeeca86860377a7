package org.acme.fields;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A process of this application that consumes the topic. */
final class ConsumerProcess implements AutoCloseable {

    static final String IN_BODY = "the body runs";

    private final Process process;

    private ConsumerProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param properties what it is told besides what the job was, each as {@code name=value}
     */
    static ConsumerProcess start(List<String> properties) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1"));
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith("quarkus.") || name.startsWith("mp.messaging.")) {
                command.add("-D" + name + "=" + System.getProperty(name));
            }
        }
        properties.forEach(property -> command.add("-D" + property));
        command.addAll(List.of("-jar", new File(System.getProperty("java.class.path")).getAbsolutePath()));
        return new ConsumerProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the body that hangs runs there. */
    void awaitBody() throws IOException {
        StringBuilder output = new StringBuilder();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(IN_BODY)) {
                return;
            }
            output.append(line).append('\n');
        }
        throw new IllegalStateException("The consumer ended before its body ran:\n" + output);
    }

    /** Kills it, with SIGKILL where there are signals. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
