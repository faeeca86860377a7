package org.acme.fields;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

import redis.embedded.RedisServer;

/** A Kafka broker in this process and a Redis beside it, both on free ports and of this job alone. */
final class Servers implements AutoCloseable {

    private final KafkaClusterTestKit kafka;
    private final RedisServer redis;
    private final String redisHosts;

    private Servers(KafkaClusterTestKit kafka, RedisServer redis, String redisHosts) {
        this.kafka = kafka;
        this.redis = redis;
        this.redisHosts = redisHosts;
    }

    static Servers start() throws Exception {
        int port = freePort();
        RedisServer redis = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
        redis.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(redis), "redis-stop"));

        KafkaClusterTestKit kafka = new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder().setCombined(true).setNumBrokerNodes(1).setNumControllerNodes(1).build())
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("offsets.topic.num.partitions", "1")
                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                // So that a dead consumer's partition is given away soon.
                .setConfigProp("group.min.session.timeout.ms", "1000")
                .build();
        kafka.format();
        kafka.startup();
        kafka.waitForReadyBrokers();
        return new Servers(kafka, redis, "redis://127.0.0.1:" + port);
    }

    String kafka() {
        return kafka.bootstrapServers();
    }

    String redis() {
        return redisHosts;
    }

    @Override
    public void close() throws Exception {
        stop(redis);
        kafka.close();
    }

    private static synchronized void stop(RedisServer redis) {
        if (redis.isActive()) {
            redis.stop();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
