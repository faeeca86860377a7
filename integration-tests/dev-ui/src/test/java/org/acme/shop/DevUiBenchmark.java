package org.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.QuarkusDevModeTest;

/**
 * Prints how long the page of records waits for its first page, and for the first rows of a scope, with {@value #MANY} records
 * in Redis: asked over the WebSocket of a running dev mode, as the page asks.
 *
 * <pre>
 * ./mvnw test -pl integration-tests/dev-ui -am -Dtest=DevUiBenchmark -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class DevUiBenchmark {

    private static final int MANY = 1_000_000;
    private static final int RUNS = 11;
    /** As the page asks. */
    private static final int PAGE = 100;
    private static final int PORT = DevUiTestBase.freePort();

    @RegisterExtension
    static final TestRedis REDIS = new TestRedis();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = DevUiTestBase.application(PORT, REDIS.setting());

    @BeforeAll
    static void load() throws Exception {
        long from = System.nanoTime();
        try (Socket socket = new Socket("127.0.0.1", REDIS.port)) {
            Thread answers = new Thread(() -> await(socket, MANY));
            answers.start();
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            for (int i = 0; i < MANY; i++) {
                send(out, scope(i), i);
            }
            out.flush();
            answers.join();
        }
        System.out.printf(Locale.ROOT, "%d records loaded in %.1f s%n", MANY, (System.nanoTime() - from) / 1e9);
    }

    /** One scope has nearly all, one has one in a thousand, and one a single record. */
    private static String scope(int i) {
        return i == MANY / 2 ? "single" : i % 1000 == 0 ? "rare" : "orders";
    }

    private static void send(OutputStream out, String scope, int i) throws IOException {
        String key = "idempotency:events:" + scope + ":order-" + i;
        String value = "{\"status\":\"" + (i % 10 == 0 ? "failed" : "completed")
                + "\",\"owner\":\"0123456789abcdef0123456789abcdef\","
                + "\"attempt\":1,\"fence\":1767225600000000,\"lease_ms\":20000,\"ttl_ms\":86400000,\"first_seen_at\":"
                + "\"2026-01-01T00:00:00Z\",\"scope\":\"" + scope + "\",\"idempotency_key\":\"order-" + i
                + "\",\"event_id\":null,"
                + "\"event_type\":null,\"started_at\":\"2026-01-01T00:00:00Z\",\"node\":\"shop/1\",\"completed_at\":"
                + "\"2026-01-01T00:00:01Z\"" + (i % 10 == 0 ? ",\"retryable\":true,\"error\":\"connection reset\""
                        : ",\"result\":{\"total\":" + i + "}")
                + "}";
        out.write(("*5\r\n$3\r\nSET\r\n$" + key.length() + "\r\n" + key + "\r\n$" + value.length() + "\r\n" + value
                + "\r\n$2\r\nPX\r\n$8\r\n86400000\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void await(Socket socket, int answers) {
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            long left = answers * (long) "+OK\r\n".length();
            while (left > 0) {
                int read = in.read(buffer);
                if (read < 0 || buffer[0] == '-') {
                    throw new IllegalStateException(new String(buffer, 0, Math.max(0, read), StandardCharsets.US_ASCII));
                }
                left -= read;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void firstPages() throws Exception {
        System.out.printf(Locale.ROOT, "%d cores, load %.1f, JDK %s, Redis, the application and the client on one machine%n",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), Runtime.version());
        System.out.printf("%-28s %12s %12s %12s %8s%n", "ms until", "first time", "median", "slowest", "rows");
        try (JsonRpcClient client = new JsonRpcClient(PORT)) {
            line(client, "the card's counts", "", 0);
            line(client, "a page of all", "", PAGE);
            line(client, "first rows, scope orders", "orders", 1);
            line(client, "first rows, scope rare", "rare", 1);
            line(client, "a page, scope rare", "rare", PAGE);
            line(client, "the row, scope single", "single", 1);
        }
    }

    private static void line(JsonRpcClient client, String name, String scope, int rows) throws Exception {
        double[] millis = new double[RUNS];
        int found = 0;
        for (int run = 0; run < RUNS; run++) {
            long from = System.nanoTime();
            if (rows == 0) {
                client.call("countByStatus", Map.of());
            } else {
                found = find(client, scope, rows);
            }
            millis[run] = (System.nanoTime() - from) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf(Locale.ROOT, "%-28s %12.0f %12.0f %12.0f %8d%n", name, first, millis[RUNS / 2], millis[RUNS - 1],
                found);
    }

    /** Goes on over short pages, as the page does. */
    private static int find(JsonRpcClient client, String scope, int rows) throws Exception {
        Set<String> keys = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = client.call("recordsPage",
                    Map.of("scope", scope, "keyText", "", "status", "", "cursor", cursor, "size", PAGE));
            page.get("records").forEach(row -> keys.add(row.get("storeKey").asText()));
            cursor = page.path("next").asText("");
        } while (keys.size() < rows && !cursor.isEmpty());
        assertThat(keys).hasSizeGreaterThanOrEqualTo(rows);
        return keys.size();
    }
}
