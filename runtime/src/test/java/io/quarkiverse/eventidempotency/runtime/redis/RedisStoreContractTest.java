package io.quarkiverse.eventidempotency.runtime.redis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.testing.StoreContract;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;

/** The contract, with fresh keys claimed by {@code SET NX GET}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisStoreContractTest extends StoreContract {

    private final RedisProcess redis = server();
    private RedisStore store;

    RedisProcess server() {
        return RedisProcess.shared();
    }

    Vertx vertx() {
        return redis.vertx();
    }

    RedisOptions client() {
        return redis.options();
    }

    Response command(String command, Object... arguments) {
        return redis.command(command, arguments);
    }

    RedisStoreOptions options() {
        return new RedisStoreOptions(Duration.ofSeconds(15), 100_000);
    }

    @BeforeAll
    void create() {
        store = RedisStore.create(vertx(), client(), options());
    }

    @AfterAll
    void close() {
        RedisProcess.get(store.close());
    }

    @Override
    protected RecordStore store() {
        return store;
    }

    @Override
    protected void put(String storeKey, String value, long ttlMillis) {
        if (ttlMillis == PERSIST) {
            command("SET", storeKey, value);
        } else {
            command("SET", storeKey, value, "PX", ttlMillis);
        }
    }

    @Override
    protected boolean putOtherType(String storeKey) {
        command("RPUSH", storeKey, "one", "two");
        command("PEXPIRE", storeKey, 60_000);
        return true;
    }

    @Override
    protected @Nullable String get(String storeKey) {
        if (!command("TYPE", storeKey).toString().equals("string")) {
            return null;
        }
        Response value = command("GET", storeKey);
        return value == null ? null : value.toString();
    }

    @Override
    protected long pttl(String storeKey) {
        return command("PTTL", storeKey).toLong();
    }
}
