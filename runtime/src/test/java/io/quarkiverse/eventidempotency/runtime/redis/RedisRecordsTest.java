package io.quarkiverse.eventidempotency.runtime.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.quarkiverse.eventidempotency.runtime.engine.records.RecordsContractTest;
import io.quarkiverse.eventidempotency.spi.RecordStore;

/** Operators and the store on Redis. */
class RedisRecordsTest extends RecordsContractTest {

    private static RedisStore store;

    @BeforeAll
    static void create() {
        store = RedisStore.create(RedisProcess.shared().vertx(), RedisProcess.shared().options(),
                new RedisStoreOptions(Duration.ofSeconds(15), 100_000));
    }

    @AfterAll
    static void close() {
        RedisProcess.get(store.close());
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
