package org.acme.shop;

import org.junit.jupiter.api.AfterAll;
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
