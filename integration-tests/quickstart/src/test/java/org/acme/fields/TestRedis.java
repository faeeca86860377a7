package org.acme.fields;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import redis.embedded.RedisServer;

/** A real, empty Redis on a free port, and a look into it that shares no code with the application. */
public class TestRedis implements QuarkusTestResourceLifecycleManager, AutoCloseable {

    private RedisServer server;
    private int port;

    @Override
    public Map<String, String> start() {
        try {
            port = freePort();
            server = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // "land-register" is what the tests call the field whose first creation fails.
        return Map.of("quarkus.redis.hosts", hosts(), "fields.fail-once", "land-register");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String hosts() {
        return "redis://127.0.0.1:" + port;
    }

    /** {@return the value of a key; null when there is none} */
    String get(String key) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET " + key + "\r\n").getBytes(StandardCharsets.UTF_8));
            BufferedReader reply = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return reply.readLine().equals("$-1") ? null : reply.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the first line of the reply} */
    String command(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(Object testInstance) {
        if (testInstance instanceof FieldResourceIT test) {
            test.redis = this;
        }
        if (testInstance instanceof RecordMemoryTest test) {
            test.redis = this;
        }
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void close() {
        stop();
    }
}
