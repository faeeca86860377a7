package org.acme.codestart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.acme.outside.OutsideBuild;

import redis.embedded.RedisServer;

/** The generated project in production mode, with a Redis of its own. */
final class RunningProject implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://\\S+)");

    private final RedisServer redis;
    private final Process process;
    private final Path log;

    private RunningProject(RedisServer redis, Process process, Path log) {
        this.redis = redis;
        this.process = process;
        this.log = log;
    }

    static RunningProject start(Path project) throws IOException {
        int port = freePort();
        RedisServer redis = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
        redis.start();
        Path log = project.resolve("application.log");
        Process process = new ProcessBuilder(OutsideBuild.java(), "-Dquarkus.http.port=0", "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.redis.hosts=redis://127.0.0.1:" + port,
                "-jar", project.resolve("target/quarkus-app/quarkus-run.jar").toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new RunningProject(redis, process, log);
    }

    /** {@return the answer to an order} */
    String place(String id) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + "/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\": \"" + id + "\", \"item\": \"lamp\"}"))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    private String address() {
        return await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(process.isAlive()).as(log()).isTrue();
            Matcher address = ADDRESS.matcher(log());
            return address.find() ? address.group(1) : null;
        }, found -> found != null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        redis.stop();
    }
}
