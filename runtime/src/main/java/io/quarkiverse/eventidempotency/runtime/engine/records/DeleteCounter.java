package io.quarkiverse.eventidempotency.runtime.engine.records;

import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;

/** Counts the results of a deletion of many records. */
final class DeleteCounter {

    private long deleted;
    private long revoked;

    void add(DeleteResult result) {
        switch (result) {
            case DELETED -> deleted++;
            case REVOKED -> revoked++;
            case ABSENT -> {
            }
        }
    }

    DeleteCount count() {
        return new DeleteCount(deleted, revoked);
    }
}
