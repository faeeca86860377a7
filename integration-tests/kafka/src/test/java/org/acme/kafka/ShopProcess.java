package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the packaged application. Its output goes to a file, and into the test's output when it fails to start. */
final class ShopProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final Path journal;
    private URI address;

    private ShopProcess(Process process, Path log, Path journal) {
        this.process = process;
        this.log = log;
        this.journal = journal;
    }

    static ShopProcess start(Shop shop, String test, String name, Map<String, String> settings) throws IOException {
        Path directory = Path.of(System.getProperty("logs.directory"));
        Path log = directory.resolve(test + "-" + name + ".log");
        Path journal = directory.resolve(test + "-" + name + ".journal");
        Files.deleteIfExists(journal);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:+UseSerialGC",
                "-Dquarkus.http.port=0", "-Dquarkus.redis.hosts=" + shop.redis().address(),
                "-Dkafka.bootstrap.servers=" + shop.broker().address(),
                "-Dquarkus.event-idempotency.key-prefix=" + test + ":", "-Dshop.journal=" + journal));
        settings.forEach((property, value) -> command.add("-D" + property + "=" + value));
        command.addAll(List.of("-jar", System.getProperty("application.jar")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        ShopProcess started = new ShopProcess(process, log, journal);
        try {
            await("The start of process " + name).atMost(Duration.ofSeconds(60)).until(started::listening);
        } catch (RuntimeException e) {
            started.close();
            throw new IllegalStateException("Process " + name + " did not start:\n" + Files.readString(log), e);
        }
        return started;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** {@return the bodies that have run in this process, in order} */
    List<Journaled> bodies() throws IOException {
        if (!Files.exists(journal)) {
            return List.of();
        }
        return Files.readAllLines(journal).stream().map(Journaled::parse).toList();
    }

    /**
     * Asks for the process' health.
     *
     * @param check {@code live} or {@code ready}
     */
    boolean isUp(String check) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address.resolve("q/health/" + check)).build(), BodyHandlers.ofString())
                .statusCode() == 200;
    }

    /** {@return how many messages the consumer of orders may claim ahead now} */
    int window() throws IOException, InterruptedException {
        return ofOrders("window");
    }

    /** {@return how many deliveries of orders have had to wait for another one} */
    int waits() throws IOException, InterruptedException {
        return ofOrders("waits");
    }

    private int ofOrders(String counter) throws IOException, InterruptedException {
        String wellness = http
                .send(HttpRequest.newBuilder(address.resolve("q/health/well")).build(), BodyHandlers.ofString()).body();
        Matcher value = Pattern.compile("\"" + counter + "\": (\\d+)").matcher(wellness);
        if (!value.find()) {
            throw new IllegalStateException(wellness);
        }
        return Integer.parseInt(value.group(1));
    }

    void signal(String signal) throws IOException, InterruptedException {
        Signals.send(signal, process.pid());
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** {@return the status with which the process has ended by itself} */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private boolean listening() throws IOException {
        Matcher line = LISTENING.matcher(Files.readString(log));
        if (!line.find()) {
            assertThat(process.isAlive()).isTrue();
            return false;
        }
        address = URI.create(line.group(1) + "/");
        return true;
    }
}
