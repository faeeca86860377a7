package io.quarkiverse.eventidempotency.runtime.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.quarkiverse.eventidempotency.runtime.engine.RecordsContractTest;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.vertx.redis.client.Redis;

/** Operators and the store on Redis. */
class RedisRecordsTest extends RecordsContractTest {

    private static Redis client;
    private static RedisStore store;

    @BeforeAll
    static void create() {
        client = RedisProcess.shared().client();
        store = RedisStore.create(RedisProcess.shared().vertx(), client,
                new RedisStoreOptions(Duration.ofSeconds(15), 100_000));
    }

    @AfterAll
    static void close() {
        RedisProcess.get(store.close());
        client.close();
    }

    @Override
    protected RecordStore store() {
        return store;
    }

    @Override
    protected void put(String storeKey, String value, long ttlMillis) {
        if (ttlMillis < 0) {
            RedisProcess.shared().command("SET", storeKey, value);
        } else {
            RedisProcess.shared().command("SET", storeKey, value, "PX", ttlMillis);
        }
    }

    @Override
    protected boolean putOtherType(String storeKey) {
        RedisProcess.shared().command("RPUSH", storeKey, "one", "two");
        return true;
    }
}
