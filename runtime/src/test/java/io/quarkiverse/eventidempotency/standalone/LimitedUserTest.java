package io.quarkiverse.eventidempotency.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.RedisOptions;

/** The commands of a user are checked with keys that the user may have. */
class LimitedUserTest {

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** A Cluster refuses a script whose keys the user may not have before any command of it. */
    @Test
    void claimsNothingWithoutARenewalOnACluster() throws IOException {
        try (RedisProcess redis = new RedisProcess("cluster-enabled yes", "cluster-port " + freePort())) {
            redis.command("CLUSTER", "ADDSLOTSRANGE", 0, 16_383);
            Awaitility.await().until(() -> redis.command("CLUSTER", "INFO").toString().contains("cluster_state:ok"));
            redis.command("ACL", "SETUSER", "shop", "on", ">secret", "~shop:*", "+@all", "-pexpire");
            RedisOptions client = new RedisOptions()
                    .setConnectionString(redis.options().getEndpoint().replace("//", "//shop:secret@"));
            try (StandaloneIdempotency idempotency = StandaloneIdempotency.withRedis(redis.vertx(), client).keyPrefix("shop:")
                    .build()) {
                assertThatThrownBy(() -> idempotency.scope("orders", String.class)
                        .run("1", () -> Uni.createFrom().item("ran")).await().atMost(Duration.ofSeconds(40)))
                        .hasStackTraceContaining("ACL SETUSER shop +pexpire");
                assertThat(redis.command("DBSIZE").toInteger()).isZero();
            }
        }
    }
}
