package org.acme.orders;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.acme.kafka.Broker;

/** A process of the packaged application, which has no Redis. Its output goes to a file. */
final class OrderProcess implements AutoCloseable {

    private static final Path DIRECTORY = Path.of(System.getProperty("logs.directory"));
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String name;
    private final Path log;
    private final Process process;

    private OrderProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static OrderProcess start(String name, Broker broker, Database database, Map<String, String> settings)
            throws IOException {
        Path log = DIRECTORY.resolve(name + ".log");
        List<String> command = new ArrayList<>(application(database.dialect().kind()));
        Map<String, String> all = new HashMap<>(settings);
        all.put("quarkus.http.port", "0");
        all.put("kafka.bootstrap.servers", broker.address());
        all.put("quarkus.datasource.jdbc.url", database.url());
        command.addAll(1, // options of the JVM come before the JAR
                all.entrySet().stream().map(setting -> "-D" + setting.getKey() + "=" + setting.getValue()).toList());
        return new OrderProcess(name, new ProcessBuilder(command).directory(DIRECTORY.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start(), log);
    }

    /** {@return how the application is called, as a native executable or a JAR} */
    private static List<String> application(String kind) throws IOException {
        Path application = DIRECTORY.resolve("application-" + kind);
        if (!Boolean.getBoolean("application.native")) {
            return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
                    "-jar", application.resolve("quarkus-run.jar").toString());
        }
        try (Stream<Path> files = Files.list(application)) {
            return List.of(files.filter(file -> file.toString().endsWith("-runner")).findAny().orElseThrow().toString(),
                    "-Xmx256m");
        }
    }

    OrderProcess awaitStart() {
        await("The start of " + name).atMost(Duration.ofSeconds(60)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("Process " + name + " did not start:\n" + log());
            }
            return address() != null;
        });
        return this;
    }

    private URI address() throws IOException {
        Matcher line = LISTENING.matcher(log());
        return line.find() ? URI.create(line.group(1) + "/") : null;
    }

    /** {@return what an orchestrator asks: whether the process should go on running} */
    boolean isLive() throws InterruptedException {
        if (!process.isAlive()) {
            return false;
        }
        try {
            URI address = address();
            return address == null || http.send(HttpRequest.newBuilder(address.resolve("q/health/live"))
                    .timeout(Duration.ofSeconds(10)).build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return process.isAlive(); // slow, or about to end
        }
    }

    CompletableFuture<HttpResponse<String>> post(String path) throws IOException {
        return http.sendAsync(HttpRequest.newBuilder(address().resolve(path)).POST(BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** {@return the places of the log that match, once there are so many} */
    List<MatchResult> awaitLog(Pattern pattern, int count, Duration patience) {
        return await(pattern + " of " + name).atMost(patience).pollInterval(Duration.ofMillis(500))
                .until(() -> pattern.matcher(log()).results().toList(), places -> places.size() >= count);
    }

    /** Kills the process with {@code SIGKILL}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
