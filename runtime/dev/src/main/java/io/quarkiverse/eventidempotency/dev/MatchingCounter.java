package io.quarkiverse.eventidempotency.dev;

import io.quarkiverse.eventidempotency.dev.RecordsJsonRpc.Matching;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/** Counts records that a deletion would delete or revoke. */
final class MatchingCounter {

    /** Counting ends there. */
    static final int MAX = 100_000;

    private int deleted;
    private int revoked;

    void add(FoundRecord found) {
        if (found.record() != null && found.record().status() == RecordStatus.PROCESSING) {
            revoked++;
        } else {
            deleted++;
        }
    }

    Matching counted() {
        return new Matching(deleted, revoked, deleted + revoked <= MAX);
    }
}
