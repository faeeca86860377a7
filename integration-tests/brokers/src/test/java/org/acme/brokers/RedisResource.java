package org.acme.brokers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import redis.embedded.RedisServer;

/** A real Redis on a free port. */
public class RedisResource implements QuarkusTestResourceLifecycleManager {

    private RedisServer server;

    @Override
    public Map<String, String> start() {
        int port = FreePort.next();
        try {
            server = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
            server.start();
            return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + port, "test.redis.pid", pid(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pid(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("INFO server\r\n".getBytes(StandardCharsets.US_ASCII));
            Scanner reply = new Scanner(socket.getInputStream(), StandardCharsets.US_ASCII);
            String line = reply.nextLine();
            while (!line.startsWith("process_id:")) {
                line = reply.nextLine();
            }
            return line.substring("process_id:".length()).strip();
        }
    }

    @Override
    public void stop() {
        server.stop();
    }
}
