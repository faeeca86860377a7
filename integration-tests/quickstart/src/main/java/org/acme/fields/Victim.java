package org.acme.fields;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.quarkus.runtime.ImageMode;

/** Another process of this application, run to be killed. */
final class Victim implements AutoCloseable {

    private final Process process;

    private Victim(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param line the number of the line in the file of events that is delivered to it
     * @param hang the field whose creation does not end there
     */
    static Victim start(int line, String hang) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        boolean executable = ImageMode.current().isNativeImage();
        if (!executable) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of(
                inherited("quarkus.redis.hosts"),
                inherited("quarkus.event-idempotency.lease"),
                inherited("quarkus.http.host-enabled"),
                inherited("quarkus.log.level"),
                inherited("fields.ledger"),
                "-Dfields.hang=" + hang));
        if (!executable) {
            command.addAll(List.of("-jar", new File(System.getProperty("java.class.path")).getAbsolutePath()));
        }
        command.addAll(List.of(SecondProcess.COMMAND, Integer.toString(line)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new Victim(process);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the body runs there. */
    void awaitBody() throws IOException {
        StringBuilder output = new StringBuilder();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(SecondProcess.IN_BODY)) {
                return;
            }
            output.append(line).append('\n');
        }
        throw new IllegalStateException("The second process ended before its body ran:\n" + output);
    }

    /** Kills it, with SIGKILL where there are signals. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String inherited(String property) {
        return "-D" + property + "=" + System.getProperty(property);
    }
}
