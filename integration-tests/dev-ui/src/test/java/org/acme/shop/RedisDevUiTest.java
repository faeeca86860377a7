package org.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;
import redis.embedded.RedisServer;

class RedisDevUiTest extends DevUiTestBase {

    private static final int PORT = freePort();
    private static final int REDIS_PORT = freePort();
    private static RedisServer server;

    @RegisterExtension
    static final QuarkusDevModeTest TEST = application(PORT, "quarkus.redis.hosts=redis://127.0.0.1:" + REDIS_PORT);

    @BeforeAll
    static void startRedis() {
        server = RedisServer.builder().port(REDIS_PORT).setting("bind 127.0.0.1").setting("save \"\"").build();
        server.start();
    }

    /** The next test starts with no records, as it does in memory. */
    @AfterEach
    void forget() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", REDIS_PORT)) {
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('+');
        }
    }

    @Override
    void outage(JsonRpcClient client) throws Exception {
        int stream = client.send("happenings", Map.of("since", 0));
        client.next(stream);
        server.stop();
        await(client, stream, "kind", "store-away");
        startRedis();
        await(client, stream, "kind", "store-back");
    }

    @AfterAll
    static void stopRedis() {
        server.stop();
    }

    @Override
    int port() {
        return PORT;
    }

    @Override
    String store() {
        return "Redis 127.0.0.1:" + REDIS_PORT;
    }

    @Override
    QuarkusDevModeTest test() {
        return TEST;
    }
}
