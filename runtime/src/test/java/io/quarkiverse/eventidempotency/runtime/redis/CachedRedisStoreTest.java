package io.quarkiverse.eventidempotency.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.quarkiverse.eventidempotency.runtime.cache.CachedStore;
import io.quarkiverse.eventidempotency.runtime.cache.NearCache;
import io.quarkiverse.eventidempotency.spi.RecordStore;

/** A near cache keeps the contract of the store behind it, Redis. Another writer's step is seen after the maximum age. */
class CachedRedisStoreTest extends RedisStoreContractTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger hits = new AtomicInteger();
    private RecordStore cached;

    @BeforeAll
    void cache() {
        cached = (RecordStore) CachedStore.of(super.store(), new NearCache(64_000_000, nanos::get),
                Clock.fixed(Instant.ofEpochMilli(ENDED), ZoneOffset.UTC), scope -> hits.incrementAndGet());
    }

    @AfterAll
    void cacheWasUsed() {
        assertThat(hits).hasPositiveValue();
    }

    @Override
    protected RecordStore store() {
        return cached;
    }

    @Override
    protected void put(String storeKey, String value, long ttlMillis) {
        super.put(storeKey, value, ttlMillis);
        nanos.addAndGet(CACHE * 1_000_000);
    }

    @Override
    protected boolean putOtherType(String storeKey) {
        nanos.addAndGet(CACHE * 1_000_000);
        return super.putOtherType(storeKey);
    }
}
