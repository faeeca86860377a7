package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.kind;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;

/** The store on a master that a sentinel watches, and replaces by its replica. */
class RedisSentinelTest {

    @TempDir
    Path directory;

    private Process startSentinel(int port, int master) throws IOException {
        Path config = directory.resolve("sentinel.conf");
        Files.writeString(config, "port " + port + "\nbind 127.0.0.1\ndir " + directory + "\nsentinel monitor shop 127.0.0.1 "
                + master + " 1\nsentinel down-after-milliseconds shop 1000\nsentinel failover-timeout shop 5000\n");
        return new ProcessBuilder(RedisProcess.chosen().get().getAbsolutePath(), config.toString(), "--sentinel")
                .redirectErrorStream(true).redirectOutput(directory.resolve("sentinel.log").toFile()).start();
    }

    private static boolean says(int port, String command, String answer) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] reply = new byte[16384];
            return new String(reply, 0, Math.max(0, socket.getInputStream().read(reply)), StandardCharsets.US_ASCII)
                    .contains(answer);
        } catch (IOException e) {
            return false;
        }
    }

    private static <T> T retried(Uni<T> step) {
        return step.onFailure(StoreException.class).retry().withBackOff(Duration.ofMillis(20), Duration.ofMillis(500))
                .expireIn(30_000).await().atMost(Duration.ofSeconds(40));
    }

    @Test
    void followsTheMaster() throws IOException {
        try (RedisProcess first = new RedisProcess("repl-diskless-sync-delay 0");
                RedisProcess second = new RedisProcess("repl-diskless-sync-delay 0", "replicaof 127.0.0.1 " + first.port())) {
            Awaitility.await().atMost(Duration.ofSeconds(20))
                    .until(() -> second.command("INFO", "replication").toString().contains("master_link_status:up"));
            int port = RedisProcess.freePort();
            Process sentinel = startSentinel(port, first.port());
            try {
                Awaitility.await().atMost(Duration.ofSeconds(30))
                        .until(() -> says(port, "SENTINEL MASTER shop", "num-slaves\r\n$1\r\n1"));
                RedisOptions client = new RedisOptions().setType(RedisClientType.SENTINEL).setRole(RedisRole.MASTER)
                        .setMasterName("shop")
                        .addConnectionString("redis://127.0.0.1:" + port);
                RedisStore store = RedisStore.create(first.vertx(), client,
                        new RedisStoreOptions(Duration.ofSeconds(1), 100_000));
                ClaimRequest request = claim(newKey());
                assertThat(kind(store.claim(request))).isEqualTo(Kind.ACQUIRED);
                assertThat(first.command("WAIT", 1, 5_000).toInteger()).isEqualTo(1);

                // an operator's, with the old master alive and a replica from then on
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> says(port, "SENTINEL FAILOVER shop", "+OK"));
                // whoever is connected to it is disconnected when that happens, the test's own client too
                Awaitility.await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(first.command("ROLE").get(0).toString()).isEqualTo("slave"));
                assertThat(retried(store.settle(complete(request, "1")))).isEqualTo(SettleReply.OK);
                assertThat(second.command("GET", request.storeKey()).toString()).contains("completed");
                Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(
                        () -> assertThat(first.command("INFO", "replication").toString()).contains("master_link_status:up"));
                assertThat(second.command("WAIT", 1, 5_000).toInteger()).isEqualTo(1);

                // and one that nobody asked for
                Awaitility.await().atMost(Duration.ofSeconds(30))
                        .until(() -> says(port, "SENTINEL REPLICAS shop", "slave0") || says(port, "SENTINEL REPLICAS shop",
                                "flags\r\n$5\r\nslave"));
                second.kill();
                ClaimReply fresh = retried(store.claim(claim(newKey())));
                assertThat(fresh.kind()).isEqualTo(Kind.ACQUIRED);
                assertThat(retried(store.claim(claim(request.key()))).kind()).isEqualTo(Kind.DUPLICATE);
                RedisProcess.get(store.close());
            } finally {
                sentinel.destroyForcibly();
            }
        }
    }
}
