package io.quarkiverse.eventidempotency.runtime;

import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;

/** Opens the store in the memory of the process. Its bean is there in dev mode, where records survive live reloads. */
public interface InMemoryStores {

    /**
     * {@return the store of the process}
     *
     * @param maxRecords how many records it holds at most
     */
    InMemoryStore open(int maxRecords);
}
