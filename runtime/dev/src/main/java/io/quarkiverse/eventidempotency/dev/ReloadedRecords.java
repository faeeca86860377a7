package io.quarkiverse.eventidempotency.dev;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.InMemoryStores;
import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;

/**
 * Keeps the records in the memory of the process over live reloads, as Redis would: an edit does not make duplicates run again.
 * The class outlives the beans of the application that is reloaded.
 */
@Singleton
public class ReloadedRecords implements InMemoryStores {

    private static @Nullable InMemoryStore kept;
    private static int keptMaxRecords;

    @Override
    public InMemoryStore open(int maxRecords) {
        return opened(maxRecords);
    }

    private static synchronized InMemoryStore opened(int maxRecords) {
        InMemoryStore store = kept;
        if (store == null || keptMaxRecords != maxRecords) { // another bound is another store
            store = new InMemoryStore(System::nanoTime, maxRecords);
            kept = store;
            keptMaxRecords = maxRecords;
        }
        return store;
    }
}
