package org.acme.orders;

import java.time.Duration;

import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.testing.StoreContract;
import io.quarkiverse.eventidempotency.testing.TestStore;

// tag::test[]
class TimedStoreTest extends StoreContract {

    private final TestStore behind = new TestStore();
    private final RecordStore store = new TimedStore(behind, Duration.ofSeconds(10));

    @Override
    protected RecordStore store() {
        return store;
    }

    @Override
    protected void put(String storeKey, String value, long ttlMillis) {
        behind.put(storeKey, value, ttlMillis == PERSIST ? Duration.ofMillis(-1) : Duration.ofMillis(ttlMillis));
    }

    @Override
    protected boolean putOtherType(String storeKey) {
        return false; // all values are texts
    }

    @Override
    protected String get(String storeKey) {
        return behind.get(storeKey);
    }

    @Override
    protected long pttl(String storeKey) {
        return behind.find(storeKey).await().indefinitely().map(value -> value.remainingMillis()).orElse(ABSENT);
    }
}
// end::test[]
