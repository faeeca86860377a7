package org.acme.fields;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import io.quarkus.runtime.ImageMode;
import redis.embedded.RedisServer;

/**
 * What the main job needs before the application starts: a Redis on a free port unless it is given one, a ledger, and settings
 * that suit both.
 */
final class JobSetup implements AutoCloseable {

    private static final String HOSTS = "quarkus.redis.hosts";

    // Null when the command line names one.
    private final RedisServer redis;

    private JobSetup(RedisServer redis) {
        this.redis = redis;
    }

    static JobSetup start() throws IOException {
        JobSetup setup = new JobSetup(System.getProperty(HOSTS) == null ? startRedis() : null);
        Runtime.getRuntime().addShutdownHook(new Thread(setup::close, "redis-stop"));

        Path directory = Files.createTempDirectory("fields-");
        set("fields.ledger", directory.resolve("fields-created.log").toString());
        // Long enough to be seen, and to be waited for.
        set("fields.work-time", "200ms");
        set("fields.fail-once", "field-5");
        set("quarkus.event-idempotency.lease", "2S");
        set("quarkus.http.host-enabled", "false");
        set("quarkus.log.level", "WARN");
        return setup;
    }

    /** Ends the process, and Redis with it. */
    void exit(Integer code, Throwable failure) {
        if (failure != null) {
            failure.printStackTrace();
        }
        close();
        System.exit(failure == null ? code : 1);
    }

    @Override
    public synchronized void close() {
        if (redis != null && redis.isActive()) {
            redis.stop();
        }
    }

    private static RedisServer startRedis() throws IOException {
        if (ImageMode.current().isNativeImage()) {
            throw new IllegalStateException("A native executable brings no Redis along: name one with -D" + HOSTS);
        }
        int port = freePort();
        RedisServer redis = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
        redis.start();
        System.setProperty(HOSTS, "redis://127.0.0.1:" + port);
        return redis;
    }

    /** Sets a property unless the command line has. */
    private static void set(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
