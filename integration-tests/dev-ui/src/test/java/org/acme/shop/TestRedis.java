package org.acme.shop;

import java.io.IOException;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import redis.embedded.RedisServer;

/** The Redis of a test class, which tests can stop and start again. */
final class TestRedis implements BeforeAllCallback, AfterAllCallback {

    final int port = DevUiTestBase.freePort();
    private RedisServer server;

    /** {@return the setting of an application that keeps its records there} */
    String setting() {
        return "quarkus.redis.hosts=redis://127.0.0.1:" + port;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    /** Starts with no records. */
    void start() {
        server = RedisServer.builder().port(port).setting("bind 127.0.0.1").setting("save \"\"").build();
        server.start();
    }

    void stop() {
        server.stop();
    }

    RedisPipeline pipeline() throws IOException {
        return new RedisPipeline(port);
    }

    /** Sends one command, whose reply has to be one line. */
    void send(String... command) throws IOException {
        try (RedisPipeline redis = pipeline()) {
            redis.send(command);
        }
    }
}
