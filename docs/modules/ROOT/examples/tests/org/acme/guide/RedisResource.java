package org.acme.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import redis.embedded.RedisServer;

// tag::resource[]
/** A real Redis on a free port, for as long as the tests that want it. */
public class RedisResource implements QuarkusTestResourceLifecycleManager {

    private RedisServer redis;

    @Override
    public Map<String, String> start() {
        int port = freePort();
        redis = RedisServer.builder().port(port).setting("save \"\"").setting("bind 127.0.0.1").build();
        redis.start();
        return Map.of("quarkus.redis.hosts", "redis://localhost:" + port);
    }

    @Override
    public void stop() {
        redis.stop();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
// end::resource[]
