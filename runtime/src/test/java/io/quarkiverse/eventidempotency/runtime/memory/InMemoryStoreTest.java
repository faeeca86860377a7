package io.quarkiverse.eventidempotency.runtime.memory;

import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.testing.StoreContract;

/** The store in memory keeps the contract of every store. */
class InMemoryStoreTest extends StoreContract {

    private final InMemoryStore store = new InMemoryStore(System::nanoTime, 100_000);

    @Override
    protected RecordStore store() {
        return store;
    }

    @Override
    protected void put(String storeKey, String value, long ttlMillis) {
        store.put(storeKey, value, ttlMillis);
    }

    @Override
    protected boolean putOtherType(String storeKey) {
        return false;
    }

    @Override
    protected String get(String storeKey) {
        return store.get(storeKey);
    }

    @Override
    protected long pttl(String storeKey) {
        return store.remainingMillis(storeKey);
    }
}
