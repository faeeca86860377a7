package io.quarkiverse.eventidempotency.runtime.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.eventidempotency.runtime.redis.ValkeyUris;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
            "redis://localhost, localhost:6379, default",
            "redis://shop:secret@redis.example:7000/3, redis.example:7000, shop",
            "rediss://:secret@10.0.0.1:7000, 10.0.0.1:7000, default",
            "redis://redis:7000?user=shop&password=secret, redis:7000, shop",
            "redis://shop:secret@my_redis:7000, my_redis:7000, default",
            "unix:///run/redis.sock?password=secret, /run/redis.sock, default",
            "redis://shop:sec ret@redis, an address that is no URI, default" })
    void namesServerAndUserWithoutThePassword(String uri, String host, String user) {
        ServerAddress address = ServerAddress.of(new RedisOptions().setConnectionString(uri));
        assertThat(address.hosts()).isEqualTo(host);
        assertThat(address.user()).isEqualTo(user);
    }

    @Test
    void addressesOfValkeyAreRewritten() {
        RedisOptions options = new RedisOptions().addConnectionString("valkey://shop:secret@a:1/2?client=x")
                .addConnectionString("redis://b:1");
        ValkeyUris.rewrite(options);
        assertThat(options.getEndpoints()).containsExactly("redis://shop:secret@a:1/2?client=x", "redis://b:1");
        assertThat(options.getNetClientOptions().isSsl()).isFalse();

        RedisOptions tls = new RedisOptions().setConnectionString("valkeys://a:1").setNetClientOptions(new NetClientOptions());
        ValkeyUris.rewrite(tls);
        assertThat(tls.getEndpoints()).containsExactly("rediss://a:1");
        assertThat(tls.getNetClientOptions().isSsl()).isTrue();
    }
}
