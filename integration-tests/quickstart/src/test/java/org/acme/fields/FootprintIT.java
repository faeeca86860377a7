package org.acme.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What the packaged application takes: time to start, memory, and room on disk. The figures are printed at the end. */
class FootprintIT {

    private static final int STARTS = Integer.getInteger("footprint.starts");
    private static final int EVENTS = Integer.getInteger("footprint.events");
    private static final int IN_FLIGHT = 8;
    private static final Pattern STARTED = Pattern.compile("started in (\\d+\\.\\d+)s");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void createsEachFieldOnceInLittleMemory() throws Exception {
        PackagedApplication application = PackagedApplication.find();
        List<Double> starts = new ArrayList<>();
        List<Long> answers = new ArrayList<>();
        try (TestRedis redis = new TestRedis()) {
            redis.start();
            for (int i = 0; i < STARTS; i++) {
                try (Running running = new Running(application, redis)) {
                    starts.add(running.startSeconds);
                    answers.add(running.answerMillis);
                }
            }
            try (Running running = new Running(application, redis)) {
                long atStart = running.residentKiB();
                deliverEachTwice(running);
                long atEnd = running.residentKiB();

                assertThat(running.createdFields()).isEqualTo(EVENTS);
                Collections.sort(starts);
                Collections.sort(answers);
                System.out.printf("%n== Footprint of the %s, heap of at most 64 MiB%n", application.isNative()
                        ? "native executable"
                        : "JAR on JDK " + Runtime.version().feature());
                System.out.printf("start-up, as Quarkus logs it     %7.3f s   (median of %d)%n", starts.get(STARTS / 2),
                        STARTS);
                System.out.printf("from exec to the first response  %7.3f s   (median of %d)%n",
                        answers.get(STARTS / 2) / 1e3, STARTS);
                System.out.printf("resident after start             %7.1f MiB%n", atStart / 1024.0);
                System.out.printf("resident after %,d deliveries %7.1f MiB (%,d events, each twice)%n", 2 * EVENTS,
                        atEnd / 1024.0, EVENTS);
                System.out.printf("size on disk                     %7.1f MiB%n%n", size(application) / 1048576.0);
            }
        }
    }

    private void deliverEachTwice(Running running) {
        List<CompletableFuture<HttpResponse<String>>> inFlight = new ArrayList<>();
        for (int event = 0; event < EVENTS; event++) {
            String envelope = FieldResourceTest.envelope(UUID.randomUUID().toString(), "field-" + event);
            for (int delivery = 0; delivery < 2; delivery++) {
                inFlight.add(http.sendAsync(running.request("/events").header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(envelope)).build(), BodyHandlers.ofString()));
            }
            if (inFlight.size() == IN_FLIGHT || event == EVENTS - 1) {
                inFlight.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
                inFlight.clear();
            }
        }
    }

    private static long size(PackagedApplication application) throws IOException {
        if (application.isNative()) {
            return Files.size(application.path());
        }
        try (Stream<Path> files = Files.walk(application.path().getParent())) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** One process of the application, which answers. */
    private final class Running implements AutoCloseable {

        private final Process process;
        private final URI address;
        private final double startSeconds;
        private final long answerMillis;

        Running(PackagedApplication application, TestRedis redis) throws IOException {
            int port = TestRedis.freePort();
            long begin = System.nanoTime();
            process = application.start("footprint", List.of("-Xmx64m", "-Dquarkus.redis.hosts=" + redis.hosts(),
                    "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port, "-Dfields.work-time=1ms"));
            address = URI.create("http://127.0.0.1:" + port);
            try {
                await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(60)).until(this::answers);
                answerMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                // It answers before it says so.
                Matcher line = await().until(() -> STARTED.matcher(Files.readString(application.log("footprint"))),
                        Matcher::find);
                startSeconds = Double.parseDouble(line.group(1));
            } catch (RuntimeException | AssertionError e) {
                close();
                throw new IllegalStateException(Files.readString(application.log("footprint")), e);
            }
        }

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(address.resolve(path));
        }

        int createdFields() throws IOException, InterruptedException {
            String fields = http.send(request("/fields").build(), BodyHandlers.ofString()).body();
            return new ObjectMapper().readTree(fields).size();
        }

        /** The memory that the process has in use, as the operating system counts it. */
        long residentKiB() throws IOException {
            Path status = Path.of("/proc", Long.toString(process.pid()), "status");
            if (Files.exists(status)) {
                Matcher line = RESIDENT.matcher(Files.readString(status));
                assertThat(line.find()).isTrue();
                return Long.parseLong(line.group(1));
            }
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
            return Long.parseLong(new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim());
        }

        private boolean answers() throws IOException, InterruptedException {
            try {
                return http.send(request("/fields").build(), BodyHandlers.discarding()).statusCode() == 200;
            } catch (ConnectException e) {
                return false;
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
