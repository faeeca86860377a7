package io.quarkiverse.eventidempotency.dev;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.runtime.StoreChoice;
import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;
import io.quarkus.runtime.annotations.JsonRpcDescription;

/** Empties the store in the memory of the process, whose records survive live reloads in dev mode. */
@Singleton
public class InMemoryJsonRpc {

    private final StoreChoice store;

    InMemoryJsonRpc(StoreChoice store) {
        this.store = store;
    }

    @JsonRpcDescription("Removes all idempotency records of the in-memory store, also those in flight, and returns how many "
            + "there were. Refused for other stores: deleteMatching deletes their records")
    public int emptyInMemoryStore() {
        if (!(store.chosen() instanceof InMemoryStore inMemory)) {
            throw new Refusal("The records are not in memory: use deleteMatching");
        }
        int before = inMemory.storeKeys().size();
        inMemory.clear();
        return before;
    }
}
