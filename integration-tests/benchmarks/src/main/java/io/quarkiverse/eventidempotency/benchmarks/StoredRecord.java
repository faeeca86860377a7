package io.quarkiverse.eventidempotency.benchmarks;

/** A record as the extension stores it, for contestants that write records of the same size. */
record StoredRecord(String beforeKey, String afterKey) {

    /** @param record the completed record of the key */
    static StoredRecord like(String record, String key) {
        int at = record.indexOf(key);
        return new StoredRecord(record.substring(0, at), record.substring(at + key.length()));
    }

    String of(String key) {
        return beforeKey.concat(key).concat(afterKey);
    }
}
