package io.quarkiverse.eventidempotency.benchmarks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the application whose footprint is measured. */
final class MeasuredProcess implements AutoCloseable {

    private static final int IN_FLIGHT = 8;
    private static final Pattern STARTED = Pattern.compile("started in (\\d+\\.\\d+)s");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI address;
    private final Path log;
    private final double answeredSeconds;

    private MeasuredProcess(List<String> command, int port, Path log) throws Exception {
        this.log = log;
        this.address = URI.create("http://127.0.0.1:" + port + "/orders");
        long begin = System.nanoTime();
        this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        while (!answers()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        answeredSeconds = (System.nanoTime() - begin) / 1e9;
    }

    /**
     * Starts an application and waits for its first response.
     *
     * @param application a native executable, or the folder of a JAR
     */
    static MeasuredProcess start(Path application, String redis) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>();
        boolean isNative = Files.isRegularFile(application);
        command.add(isNative ? application.toString() : Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-Dquarkus.http.port=" + port, "-Dquarkus.redis.hosts=" + redis));
        if (!isNative) {
            command.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
        }
        return new MeasuredProcess(command, port, Files.createTempFile("footprint", ".log"));
    }

    /** {@return the seconds from exec to the first response} */
    double answeredSeconds() {
        return answeredSeconds;
    }

    /** {@return the seconds that the start took, as Quarkus logs them shortly after the first response} */
    double loggedSeconds() throws IOException, InterruptedException {
        Matcher line = STARTED.matcher(Files.readString(log));
        while (!line.find()) {
            TimeUnit.MILLISECONDS.sleep(1);
            line = STARTED.matcher(Files.readString(log));
        }
        return Double.parseDouble(line.group(1));
    }

    /** {@return the memory in use, as the operating system counts it} */
    long residentKiB() throws IOException {
        Matcher line = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
        if (!line.find()) {
            throw new IllegalStateException("The process has ended: " + Files.readString(log));
        }
        return Long.parseLong(line.group(1));
    }

    void deliverEachTwice(int events) {
        List<CompletableFuture<HttpResponse<String>>> inFlight = new ArrayList<>();
        for (int event = 0; event < events; event++) {
            HttpRequest request = HttpRequest.newBuilder(address).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"id\":\"%s\",\"quantity\":1}".formatted(UUID.randomUUID()))).build();
            inFlight.add(http.sendAsync(request, BodyHandlers.ofString()));
            inFlight.add(http.sendAsync(request, BodyHandlers.ofString()));
            if (inFlight.size() == IN_FLIGHT || event == events - 1) {
                for (CompletableFuture<HttpResponse<String>> answer : inFlight) {
                    if (answer.join().statusCode() >= 300) {
                        throw new IllegalStateException(answer.join().body());
                    }
                }
                inFlight.clear();
            }
        }
    }

    private boolean answers() throws IOException, InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        Files.deleteIfExists(log);
    }
}
