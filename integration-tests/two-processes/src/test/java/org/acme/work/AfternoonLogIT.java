package org.acme.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import redis.embedded.RedisServer;

/**
 * The log of a process through a start without Redis, a duplicate, another process's crash, an outage and a shutdown. The page
 * on observability shows it.
 */
@ExtendWith(ShowLogs.class)
class AfternoonLogIT {

    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern OURS = Pattern.compile("\\S+ [A-Z]+ +\\[io\\.quarkiverse\\.eventidempotency.*");

    @Test
    void reportsWhatHappenedToEventsAndTheStore() throws Exception {
        int port = freePort();
        RedisServer redis = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
        try (WorkProcess observed = start("afternoon", port, "orders-1")) {
            logs(observed, "QEI00108");
            redis.start();
            logs(observed, "QEI00111");

            run(observed, "order-1");
            observed.deliver("order-1").get(20, TimeUnit.SECONDS);
            logs(observed, "A duplicate is suppressed");

            takeOver(observed, port, "order-2");
            logs(observed, "QEI00031");

            redis.stop();
            await().atMost(PATIENCE).until(() -> observed.log().matches("(?s).*QEI00101.*QEI00108.*"));
            redis.start();
            logs(observed, "QEI00102");
            observed.stop();

            List<String> lines = observed.log().lines().toList();
            List<String> ours = lines.stream().filter(line -> OURS.matcher(line).matches()).toList();
            String place = "Redis at 127.0.0.1:" + port;
            String unreachable = "cannot connect to " + place + " (.*): start the server there, or correct quarkus.redis.hosts";
            String key = "scope work, key sha256:[0-9a-f]{12}";
            assertThat(ours).hasSize(8).satisfiesExactlyInAnyOrder(
                    line -> assertThat(line).matches(".* INFO .*QEI00030: Event idempotency guards 3 methods in the scopes "
                            + "\\[work]\\. Records are in " + place + " \\[node: orders-1]"),
                    line -> assertThat(line)
                            .matches(".* WARN .*QEI00108: There is no connection to Redis; connecting, and deliveries wait: "
                                    + unreachable),
                    line -> assertThat(line).matches(".* INFO .*QEI00111: " + place + " is connected after \\d+ ms"),
                    line -> assertThat(line).matches(".* DEBUG .*A duplicate is suppressed \\[" + key
                            + "]: the event was first seen at .*Z, and completed at .*Z by orders-1"),
                    line -> assertThat(line).matches(".* INFO .*QEI00031: The claim of orders-2 was not renewed: its lease "
                            + "expired \\d+ ms ago\\. This process takes the event over and runs the handler again \\[" + key
                            + ", attempt 2]"),
                    line -> assertThat(line).matches(".* WARN .*QEI00101: The connection to " + place
                            + " is lost; reconnecting, and deliveries wait: .*"),
                    line -> assertThat(line)
                            .matches(".* WARN .*QEI00108: There is no connection to Redis; connecting, and deliveries wait: "
                                    + unreachable),
                    line -> assertThat(line)
                            .matches(".* INFO .*QEI00102: The connection to " + place + " is reconnected after \\d+ ms"));
            assertThat(lines).noneMatch(line -> line.startsWith("\tat ")).noneMatch(line -> line.contains("order-1"))
                    .noneMatch(line -> line.contains("order-2"));
        } finally {
            redis.stop();
        }
    }

    private static WorkProcess start(String name, int port, String node) throws IOException {
        return WorkProcess.start(name, "redis://127.0.0.1:" + port, LEASE,
                "-Dquarkus.event-idempotency.node=" + node,
                "-Dquarkus.log.category.\"io.quarkiverse.eventidempotency\".level=DEBUG",
                "-Dquarkus.log.console.format=%d{HH:mm:ss.SSS} %-5p [%c] %s%e%n");
    }

    private static void logs(WorkProcess process, String text) {
        await(text).atMost(PATIENCE).until(() -> process.log().contains(text));
    }

    private static void run(WorkProcess process, String key) throws Exception {
        var delivery = process.deliver(key);
        process.awaitBody(key);
        process.release(key);
        delivery.get(20, TimeUnit.SECONDS);
    }

    /** Has another process crash in a body, whose event is delivered again. */
    private static void takeOver(WorkProcess survivor, int port, String key) throws Exception {
        try (WorkProcess killed = start("afternoon-killed", port, "orders-2")) {
            killed.deliver(key);
            killed.awaitBody(key);
            killed.kill();
            run(survivor, key);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
