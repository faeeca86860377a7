package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoreKeys;

/**
 * The records of the store in memory: one for each key, so many at most, without those that have expired.
 * <p>
 * A step reads a record and replaces it by an atomic operation of the map, which compares it with the one that the step read.
 * No code runs under a lock of the map, and a step that changes nothing, such as a duplicate's claim, takes none. A
 * {@code compute} for each step took 1.2 times as long and 65 bytes more for a claim and its completion, and a reference for
 * each key, compared and set, 24 bytes more.
 * <p>
 * There is no thread that cleans. A new key that finds the table full drops the record that was completed first, or else the
 * one that failed first and may run again. For each new key two others are checked for having expired, in one go for some keys.
 * No step checks more than a bounded number of records.
 */
final class RecordTable {

    private static final Pattern CURSOR = Pattern.compile("m[0-9]{1,18}");

    private final StoreClock clock;
    private final int maxRecords;
    private final ConcurrentHashMap<String, StoredRecord> records = new ConcurrentHashMap<>();
    private final RecordQueue keys = new RecordQueue(true);
    private final RecordQueue completed = new RecordQueue(false);
    private final RecordQueue failed = new RecordQueue(false);
    private final Predicate<StoredRecord> drop = this::remove;
    private volatile boolean reported;
    private volatile long lastEndedFence;

    RecordTable(StoreClock clock, int maxRecords) {
        if (maxRecords < 1) {
            throw new IllegalArgumentException("The store in memory needs room for at least one record, not " + maxRecords);
        }
        this.clock = clock;
        this.maxRecords = maxRecords;
    }

    StoreClock clock() {
        return clock;
    }

    /** {@return the record of a key; {@code null} when there is none or it has expired} */
    @Nullable
    StoredRecord find(String key, long now) {
        StoredRecord record = records.get(key);
        while (record != null && record.expired(now)) {
            remove(record);
            record = records.get(key);
        }
        return record;
    }

    /**
     * Stores a record in place of another one.
     *
     * @param before the record that must be there; {@code null} for none
     * @return whether it was there
     * @throws StoreException when there is no room
     */
    boolean replace(@Nullable StoredRecord before, StoredRecord after, long now) {
        return before == null ? insert(after, now) : exchange(before, after);
    }

    private boolean insert(StoredRecord record, long now) {
        makeRoom(now);
        // placed before it is published: the step that replaces it finds its places
        boolean sweepDue = keys.append(record);
        place(record);
        if (records.putIfAbsent(record.storeKey(), record) != null) {
            keys.leave(record);
            displace(record);
            return false;
        }
        if (sweepDue) {
            sweep(now);
        }
        return true;
    }

    private boolean exchange(StoredRecord before, StoredRecord after) {
        after.keySegment = before.keySegment;
        after.keyIndex = before.keyIndex;
        place(after);
        if (!records.replace(after.storeKey(), before, after)) {
            displace(after);
            return false;
        }
        displace(before);
        keys.follow(before, after);
        return true;
    }

    /** {@return whether the record was still there} */
    boolean remove(StoredRecord record) {
        if (!records.remove(record.storeKey(), record)) {
            return false;
        }
        keys.leave(record);
        displace(record);
        return true;
    }

    private void place(StoredRecord record) {
        RecordQueue queue = queue(record);
        if (queue != null) {
            queue.append(record);
        }
    }

    private void displace(StoredRecord record) {
        RecordQueue queue = queue(record);
        if (queue != null) {
            queue.leave(record);
        }
    }

    /** {@return where a record waits to be dropped; {@code null} for one that stays} */
    private @Nullable RecordQueue queue(StoredRecord record) {
        RecordStatus status = record.status();
        return status == RecordStatus.COMPLETED ? completed
                : status == RecordStatus.FAILED && record.content().retryable() ? failed : null;
    }

    private void makeRoom(long now) {
        while (records.mappingCount() >= maxRecords) {
            if (completed.anyOldest(drop) || failed.anyOldest(drop)) {
                if (!reported) {
                    reported = true;
                    InMemoryStoreLog.LOG.dropsRecords(maxRecords);
                }
            } else if (!sweep(now) && records.mappingCount() >= maxRecords) {
                throw new StoreException("The in-memory store is full: it holds " + records.mappingCount()
                        + " records, all of them in flight or not to be run again, and drops neither. Raise"
                        + " quarkus.event-idempotency.in-memory.max-records, or keep records in Redis", false, null);
            }
        }
    }

    /** Drops some of those that have expired; {@return whether there were any} */
    private boolean sweep(long now) {
        long size = records.mappingCount();
        keys.visitSome(record -> dropIfExpired(record, now));
        keys.visitSome(record -> dropIfExpired(record, now));
        return records.mappingCount() < size;
    }

    /** @param seen the key's record, or one that it had a moment ago */
    private void dropIfExpired(StoredRecord seen, long now) {
        if (seen.expired(now)) {
            StoredRecord record = records.get(seen.storeKey());
            if (record != null && record.expired(now)) {
                remove(record);
            } else if (record != null) {
                keys.follow(seen, record);
            }
        }
    }

    List<String> keys() {
        return new ArrayList<>(records.keySet());
    }

    /** Ends all claims up to now, and removes all records. */
    void reset() {
        lastEndedFence = clock.fence(0, clock.now());
        clear();
    }

    /** {@return whether a claim was made before the last reset} */
    boolean hasEnded(long fence) {
        return fence <= lastEndedFence;
    }

    void clear() {
        records.values().forEach(this::remove);
    }

    static long cursor(@Nullable String cursor) {
        if (cursor == null) {
            return 0;
        }
        if (!CURSOR.matcher(cursor).matches()) {
            throw new IllegalArgumentException("'" + cursor + "' is no cursor of the in-memory store");
        }
        return Long.parseLong(cursor.substring(1));
    }

    /** Takes a step over the keys in the order in which they came; a cursor is the place of the next one. */
    StoreKeys scan(String prefix, String text, long from, int count) {
        List<StoredRecord> some = keys.from(from, count);
        List<String> found = new ArrayList<>();
        for (StoredRecord record : some) {
            String key = record.storeKey();
            if (key.startsWith(prefix) && key.indexOf(text, prefix.length()) >= 0) {
                found.add(key);
            }
        }
        return new StoreKeys(found,
                some.size() < count ? null : "m" + (RecordQueue.place(some.get(some.size() - 1)) + 1));
    }
}
