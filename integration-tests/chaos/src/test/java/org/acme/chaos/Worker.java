package org.acme.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One process of the packaged application, behind a way to Redis of its own. */
final class Worker implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String name;
    private final Way way;
    private final Process process;
    private final Path log;
    private volatile URI address;

    Worker(String name, Way way, Path log, Path effects, String keyPrefix) throws IOException {
        this.name = name;
        this.way = way;
        this.log = log;
        this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-XX:TieredStopAtLevel=1", "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=0",
                "-Dquarkus.redis.hosts=" + way.uri(), "-Dchaos.process=" + name, "-Dchaos.effects=" + effects,
                "-Dquarkus.event-idempotency.key-prefix=" + keyPrefix, "-jar", System.getProperty("application.jar"))
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    Worker awaitStart() {
        await("The start of " + name).atMost(Duration.ofSeconds(60)).until(this::listening);
        return this;
    }

    String name() {
        return name;
    }

    Way way() {
        return way;
    }

    private boolean listening() throws IOException {
        Matcher line = LISTENING.matcher(Files.readString(log));
        if (!line.find()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("Process " + name + " did not start:\n" + Files.readString(log));
            }
            return false;
        }
        address = URI.create(line.group(1) + "/");
        return true;
    }

    CompletableFuture<HttpResponse<String>> deliver(Delivery delivery, long millis, boolean fails) {
        URI uri = address.resolve("parcels/" + delivery.parcel() + "?delivery=" + delivery.number() + "&millis=" + millis
                + "&fails=" + fails);
        return http.sendAsync(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void signal(String signal) {
        signal(process.pid(), signal);
    }

    static void signal(long pid, String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return name;
    }
}
