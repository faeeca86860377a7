package org.acme.work;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import redis.embedded.RedisServer;

/** A real Redis on a free port, and a look into it by its own clock. */
final class RedisProbe implements AutoCloseable {

    private static final String LOOK = "local t = redis.call('TIME') "
            + "return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]), t[1] * 1000000 + t[2]}";

    private final ObjectMapper json = new ObjectMapper();
    private final Vertx vertx = Vertx.vertx();
    private final RedisServer server;
    private final String address;
    private final Redis client;

    RedisProbe() throws IOException {
        int port = freePort();
        server = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
        server.start();
        address = "redis://127.0.0.1:" + port;
        client = Redis.createClient(vertx, address);
    }

    String address() {
        return address;
    }

    /** {@return the record of a key of the application's scope, as it is at this moment} */
    Look look(String key) throws Exception {
        Response reply = client.send(Request.cmd(Command.EVAL).arg(LOOK).arg(1)
                .arg("idempotency:events:" + Work.SCOPE + ":" + key))
                .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        String record = reply.get(0).toString();
        return new Look(record, json.readTree(record), reply.get(1).toLong(), reply.get(2).toLong());
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
        server.stop();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * A record at one moment.
     *
     * @param text the record, byte for byte
     * @param pttl its remaining time to live in milliseconds
     * @param micros the server's time
     */
    record Look(String text, JsonNode json, long pttl, long micros) {

        String status() {
            return json.path("status").asText();
        }

        String owner() {
            return json.path("owner").asText();
        }

        int attempt() {
            return json.path("attempt").asInt(1);
        }

        long fence() {
            return json.path("fence").asLong();
        }

        String firstSeenAt() {
            return json.path("first_seen_at").asText();
        }

        /** {@return when the claim's lease ends, in microseconds by the server's clock, if its owner does not renew it} */
        long leaseEnd() {
            long sinceWritten = json.path("ttl_ms").asLong() - pttl;
            return micros + (json.path("lease_ms").asLong() - sinceWritten) * 1000;
        }
    }
}
