package io.quarkiverse.eventidempotency.runtime.memory;

import io.quarkiverse.eventidempotency.runtime.engine.records.RecordsContractTest;
import io.quarkiverse.eventidempotency.spi.RecordStore;

/** Operators and the store in memory. */
class InMemoryRecordsTest extends RecordsContractTest {

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
}
