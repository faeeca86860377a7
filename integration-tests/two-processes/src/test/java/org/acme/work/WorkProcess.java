package org.acme.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A process of the packaged application. Its output goes to a file, and into the test's output when it fails to start. */
final class WorkProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private URI address;

    private WorkProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param options further arguments of the Java virtual machine */
    static WorkProcess start(String name, String redis, Duration lease, String... options) throws IOException {
        Path log = Path.of(System.getProperty("logs.directory"), name + ".log");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=0", "-Dquarkus.redis.hosts=" + redis,
                "-Dquarkus.event-idempotency.lease=" + lease));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", System.getProperty("application.jar")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        WorkProcess work = new WorkProcess(process, log);
        try {
            await("The start of process " + name).atMost(Duration.ofSeconds(60)).until(work::listening);
        } catch (RuntimeException e) {
            work.close();
            throw new IllegalStateException("Process " + name + " did not start:\n" + Files.readString(log), e);
        }
        return work;
    }

    long pid() {
        return process.pid();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /**
     * Fires many deliveries at once.
     *
     * @param start when, in milliseconds since the epoch; at once when that is over
     */
    CompletableFuture<Burst> burst(String prefix, int keys, int deliveries, long start) {
        return post("bursts/" + prefix + "?keys=" + keys + "&deliveries=" + deliveries + "&start=" + start)
                .thenApply(response -> read(response, Burst.class));
    }

    /** Delivers an event whose body runs until it is released. */
    CompletableFuture<Outcome> deliver(String key) {
        return post("held/" + key).thenApply(r -> read(r, Outcome.class));
    }

    /** Calls a method on a worker thread whose body takes half a second. */
    CompletableFuture<Outcome> deliverOnWorker(String key) {
        return post("on-worker/" + key).thenApply(r -> read(r, Outcome.class));
    }

    /** Calls a method on a worker thread that does nothing. */
    void unrelated() throws IOException, InterruptedException {
        assertThat(http.send(HttpRequest.newBuilder(address.resolve("unrelated")).build(), BodyHandlers.ofString()).body())
                .isEqualTo("unrelated");
    }

    boolean inBody(String key) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(HttpRequest.newBuilder(address.resolve("held/" + key)).build(),
                BodyHandlers.ofString());
        return read(response, boolean.class);
    }

    void awaitBody(String key) {
        await("The body of " + key + " in process " + pid()).atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20)).until(() -> inBody(key));
    }

    void release(String key) {
        assertThat(post("held/" + key + "/release").join().statusCode()).isEqualTo(204);
    }

    /** Stops it as an orchestrator does. */
    void stop() throws IOException, InterruptedException {
        signal("TERM");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid()).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
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

    private CompletableFuture<HttpResponse<String>> post(String path) {
        return http.sendAsync(HttpRequest.newBuilder(address.resolve(path)).POST(BodyPublishers.noBody()).build(),
                BodyHandlers.ofString()).orTimeout(120, TimeUnit.SECONDS);
    }

    private static <T> T read(HttpResponse<String> response, Class<T> type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try {
            return JSON.readValue(response.body(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(response.body(), e);
        }
    }
}
