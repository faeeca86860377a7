package org.acme.guide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quarkus.test.junit.QuarkusTest;

/** Core NATS, of a real server where there is one. */
@QuarkusTest
class NatsListenerTest {

    @Inject
    FieldListener listener;

    @Inject
    FieldDatabase fields;

    @Test
    void messageThatComesTwiceIsProcessedOnce() throws Exception {
        Path program = Stream.of("/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server").map(Path::of)
                .filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(program != null, "needs nats-server: apt-get install nats-server");
        int port = freePort();
        Process server = new ProcessBuilder(program.toString(), "-a", "127.0.0.1", "-p", Integer.toString(port)).start();
        try (Connection nats = connect(port)) {
            listener.subscribe(nats);
            byte[] event = ("{\"event_id\":\"" + UUID.randomUUID() + "\",\"event_type\":\"field.created\",\"payload\":"
                    + "{\"field_id\":\"field-nats\",\"name\":\"East\"}}").getBytes(StandardCharsets.UTF_8);
            Message first = nats.request("field.created", event, Duration.ofSeconds(20));
            Message second = nats.request("field.created", event, Duration.ofSeconds(20));
            assertArrayEquals(first.getData(), second.getData());
            nats.publish("field.created", event);
            nats.publish("field.created", new String(event, StandardCharsets.UTF_8).replace("field-nats", "field-told")
                    .replace("event_id\":\"", "event_id\":\"told-").getBytes(StandardCharsets.UTF_8));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!fields.created().contains("field-told") && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            assertEquals(1, fields.created().stream().filter("field-told"::equals).count());
            assertEquals(1, fields.created().stream().filter("field-nats"::equals).count());
        } finally {
            server.destroy();
        }
    }

    /** Tries until the server listens. */
    private static Connection connect(int port) throws IOException, InterruptedException {
        Options options = new Options.Builder().server("nats://127.0.0.1:" + port).connectionTimeout(Duration.ofSeconds(2))
                .maxReconnects(-1).build();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                return Nats.connect(options);
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
