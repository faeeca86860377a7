package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.kind;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.eventidempotency.LoggedWarnings;
import io.quarkiverse.eventidempotency.runtime.redis.connection.ServerInfo;
import io.quarkiverse.eventidempotency.runtime.redis.connection.ServerWarnings;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.vertx.redis.client.RedisOptions;

/** Servers that records are not safe on are warned of once, others are not. */
class ServerWarningsTest {

    private final LoggedWarnings log = new LoggedWarnings("io.quarkiverse.eventidempotency.redis");

    @AfterEach
    void close() {
        log.close();
    }

    private void claimOn(RedisProcess redis, RedisOptions options) {
        RedisStore store = RedisStore.create(redis.vertx(), options, RedisStoreOptions.DEFAULT);
        assertThat(kind(store.claim(claim(newKey())))).isEqualTo(Kind.ACQUIRED);
        RedisProcess.get(store.close());
    }

    private void claimOn(RedisProcess redis) {
        claimOn(redis, new RedisOptions().setConnectionString(redis.uri()));
    }

    @Test
    void serverThatEvictsIsWarnedOf() {
        try (RedisProcess redis = new RedisProcess("maxmemory 100mb", "maxmemory-policy allkeys-lru")) {
            claimOn(redis);
            assertThat(log.messages()).hasSize(1);
            assertThat(log.messages().get(0)).startsWith("QEI00106: ").contains("allkeys-lru", "noeviction",
                    "quarkus.event-idempotency.redis.client-name");
        }
    }

    @Test
    void serverThatEvictsNothingIsWell() {
        claimOn(RedisProcess.shared());
        try (RedisProcess full = new RedisProcess("maxmemory 100mb", "maxmemory-policy noeviction")) {
            claimOn(full);
        }
        try (RedisProcess unlimited = new RedisProcess("maxmemory 0", "maxmemory-policy volatile-lru")) {
            claimOn(unlimited);
        }
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void serverThatDoesNotTellIsUsedAllTheSame() {
        try (RedisProcess redis = new RedisProcess("maxmemory 100mb", "maxmemory-policy allkeys-lru",
                "user limited on >secret ~* &* +@all -info -config", "user memory on >secret ~* &* +@all -config")) {
            claimOn(redis, new RedisOptions().setConnectionString(redis.uri().replace("//", "//limited:secret@")));
            assertThat(log.messages()).isEmpty();
            claimOn(redis, new RedisOptions().setConnectionString(redis.uri().replace("//", "//memory:secret@")));
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void newConnectionsToTheSameServerAreNotWarnedOfAgain() {
        try (RedisProcess redis = new RedisProcess("maxmemory 100mb", "maxmemory-policy volatile-ttl")) {
            RedisStore store = RedisStore.create(redis.vertx(), redis.options(), RedisStoreOptions.DEFAULT);
            assertThat(kind(store.claim(claim(newKey())))).isEqualTo(Kind.ACQUIRED);
            redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            await().atMost(Duration.ofSeconds(10)).until(() -> log.messages().stream().anyMatch(m -> m.startsWith("QEI00101")));
            assertThat(kind(store.claim(claim(newKey())))).isEqualTo(Kind.ACQUIRED);
            assertThat(log.messages()).filteredOn(m -> m.startsWith("QEI00106")).hasSize(1);
            RedisProcess.get(store.close());
        }
    }

    @ParameterizedTest
    @CsvSource({ "4.0.14, true", "5.0.7, true", "6.0.16, true", "6.2.0, false", "6.2.14, false", "7.0.15, false", "8, false",
            "10.0.1, false", "unstable, false" })
    void oldServersAreWarnedOf(String version, boolean warned) {
        ServerWarnings warnings = new ServerWarnings();
        ServerInfo server = ServerInfo.parse("# Server\r\nredis_version:" + version + "\r\nredis_mode:standalone\r\n");
        warnings.serverIs(server);
        warnings.serverIs(server);
        if (warned) {
            assertThat(log.messages()).hasSize(1);
            assertThat(log.messages().get(0)).startsWith("QEI00105: Redis " + version.substring(0, 3) + " is older than 6.2");
        } else {
            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void whatChangesIsSaidAgain() {
        ServerWarnings warnings = new ServerWarnings();
        for (String policy : new String[] { "allkeys-lru", "allkeys-lru", "noeviction", "allkeys-lru", "volatile-lru" }) {
            warnings.memoryIs("# Memory\r\nused_memory:1\r\ntotal_system_memory:5\r\nmaxmemory:5\r\nmaxmemory_human:5B\r\n"
                    + "maxmemory_policy:" + policy + "\r\n");
        }
        warnings.memoryIs("");
        assertThat(log.messages()).hasSize(3);
    }
}
