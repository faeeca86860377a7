package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.redis.FaultyProxy.Fault;
import io.quarkiverse.eventidempotency.runtime.redis.connection.StoreClients;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisTopology;

/** Several servers are configured, and the first of them accept connections and do not answer. */
class SilentServersTest {

    @Test
    void findsTheServerThatAnswers() {
        try (RedisProcess node = new RedisProcess("cluster-enabled yes", "cluster-port " + RedisProcess.freePort());
                FaultyProxy first = new FaultyProxy(node.port());
                FaultyProxy second = new FaultyProxy(node.port())) {
            node.command("CLUSTER", "ADDSLOTSRANGE", 0, 16_383);
            first.begin(Fault.SWALLOWS);
            second.begin(Fault.SWALLOWS);
            RedisStore store = RedisStore.create(node.vertx(),
                    new RedisOptions().setType(RedisClientType.CLUSTER).addConnectionString(first.uri())
                            .addConnectionString(second.uri()).addConnectionString(node.uri()),
                    new RedisStoreOptions(Duration.ofMillis(300), 100));
            assertThat(store.claim(claim(newKey())).onFailure(StoreException.class).retry()
                    .withBackOff(Duration.ofMillis(20), Duration.ofMillis(200)).expireIn(10_000)
                    .await().atMost(Duration.ofSeconds(20)).attempt()).isEqualTo(1);
            RedisProcess.get(store.close());
        }
    }

    @Test
    void staticReplicationStartsWithItsMaster() {
        RedisOptions options = new RedisOptions().setType(RedisClientType.REPLICATION)
                .setEndpoints(List.of("redis://a", "redis://b"));
        assertThat(StoreClients.startsOf(options)).isEqualTo(2);
        assertThat(StoreClients.startsOf(options.setTopology(RedisTopology.STATIC))).isEqualTo(1);
    }
}
