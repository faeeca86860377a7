package io.quarkiverse.eventidempotency.runtime.redis;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** A real Redis Cluster of three masters with a replica each. */
final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16384;

    private final Vertx vertx = Vertx.vertx();
    private final List<RedisProcess> nodes = new ArrayList<>();
    private final Redis client;

    RedisCluster() throws IOException {
        Path directory = Files.createTempDirectory("redis-cluster");
        List<Integer> buses = new ArrayList<>();
        for (int i = 0; i < 2 * MASTERS; i++) {
            int bus = RedisProcess.freePort();
            buses.add(bus);
            nodes.add(new RedisProcess("cluster-enabled yes", "cluster-port " + bus, "dir " + directory,
                    "cluster-config-file nodes-" + i + ".conf", "cluster-node-timeout 1000"));
        }
        for (int i = 0; i < MASTERS; i++) {
            nodes.get(i).command("CLUSTER", "ADDSLOTSRANGE", i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS - 1);
        }
        for (int i = 1; i < nodes.size(); i++) {
            nodes.get(0).command("CLUSTER", "MEET", "127.0.0.1", nodes.get(i).port(), buses.get(i));
        }
        awaitAll("cluster_known_nodes:" + nodes.size());
        for (int i = 0; i < MASTERS; i++) {
            String master = id(i);
            RedisProcess replica = nodes.get(i + MASTERS);
            await().atMost(Duration.ofSeconds(20)).until(() -> replica.send("CLUSTER", "REPLICATE", master)
                    .toCompletionStage().toCompletableFuture().handle((ok, unknown) -> unknown == null).get());
        }
        awaitAll("cluster_state:ok");
        for (int i = 0; i < MASTERS; i++) {
            RedisProcess replica = nodes.get(i + MASTERS);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> replica.command("INFO", "replication").toString().contains("master_link_status:up"));
        }
        client = Redis.createClient(vertx, options());
    }

    private void awaitAll(String state) {
        for (RedisProcess node : nodes) {
            await(state).atMost(Duration.ofSeconds(30))
                    .until(() -> node.command("CLUSTER", "INFO").toString().contains(state));
        }
    }

    Vertx vertx() {
        return vertx;
    }

    /** {@return how an application's client is configured} */
    RedisOptions options() {
        return options("");
    }

    /** @param user name and password as they stand in an address, with an {@code @} at the end; empty for nobody */
    RedisOptions options(String user) {
        RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
        for (int i = 0; i < MASTERS; i++) {
            options.addConnectionString(nodes.get(i).uri().replace("//", "//" + user));
        }
        return options;
    }

    void commandAll(String command, Object... arguments) {
        nodes.forEach(node -> node.command(command, arguments));
    }

    RedisProcess node(int index) {
        return nodes.get(index);
    }

    String id(int node) {
        return nodes.get(node).command("CLUSTER", "MYID").toString();
    }

    /** {@return the master that has the slot of a key, by the share that it was given at first} */
    int masterOf(String key) {
        return slot(key) * MASTERS / SLOTS;
    }

    int slot(String key) {
        return nodes.get(0).command("CLUSTER", "KEYSLOT", key).toInteger();
    }

    Response command(String command, Object... arguments) {
        return RedisProcess.get(client.send(Request.cmd(Command.create(command), arguments)));
    }

    @Override
    public void close() {
        client.close();
        nodes.forEach(RedisProcess::close);
        RedisProcess.get(vertx.close());
    }
}
