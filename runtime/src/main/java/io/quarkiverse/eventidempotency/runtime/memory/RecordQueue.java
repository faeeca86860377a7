package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * Records in the order in which they came. A record leaves from the middle at the cost of one write, and no method walks over
 * all records.
 * <p>
 * Places are in segments of {@value #SIZE}, and each place is taken once. A segment that all its records have left is dropped,
 * so there are never more segments than records, and one.
 */
final class RecordQueue {

    private static final int SIZE = 64;

    private static final StoredRecord LEFT = new StoredRecord("", RecordContent.of(""), 0);

    /** Consecutive places: not taken yet ({@code null}), taken, or left. */
    static final class Segment extends AtomicReferenceArray<@Nullable StoredRecord> {

        private static final long serialVersionUID = 1L;

        private final long number;
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger();

        /** The places before this one have been left, and perhaps more. */
        private int from;

        Segment(long number) {
            super(SIZE);
            this.number = number;
        }

        /** {@return the record at a place; {@code null} for none} */
        @Nullable
        StoredRecord at(int index) {
            StoredRecord record = get(index);
            return record == LEFT ? null : record;
        }

        int from() {
            int index = from;
            while (index < SIZE && get(index) == LEFT) {
                index++;
            }
            from = index;
            return index;
        }
    }

    private final boolean ofKeys;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private volatile Segment first = new Segment(0);
    private volatile Segment last = first;

    private volatile long visited = -1;

    /** @param ofKeys whether it contains all keys; otherwise it contains records that can be dropped */
    RecordQueue(boolean ofKeys) {
        this.ofKeys = ofKeys;
        segments.put(0L, first);
    }

    /** Appends a record, which is not published yet; {@return whether a segment was begun for it} */
    boolean append(StoredRecord record) {
        Segment segment = last;
        int index = segment.taken.getAndIncrement();
        boolean begun = index >= SIZE;
        while (index >= SIZE) {
            segment = begun(segment);
            index = segment.taken.getAndIncrement();
        }
        if (ofKeys) {
            record.keySegment = segment;
            record.keyIndex = (byte) index;
        } else {
            record.dropSegment = segment;
            record.dropIndex = (byte) index;
        }
        segment.set(index, record);
        return begun;
    }

    /** Locked once for each segment, for as long as it takes to link it. */
    private synchronized Segment begun(Segment full) {
        if (last == full) {
            Segment next = new Segment(full.number + 1);
            segments.put(next.number, next);
            last = next;
        }
        return last;
    }

    /** Lets a record leave that is here. */
    void leave(StoredRecord record) {
        Segment segment = ofKeys ? record.keySegment : record.dropSegment;
        if (segment != null) {
            segment.set(ofKeys ? record.keyIndex : record.dropIndex, LEFT);
            if (segment.left.incrementAndGet() == SIZE) {
                segments.remove(segment.number);
            }
        }
    }

    /** Shows a record in the place of its predecessor, unless that has left. */
    void follow(StoredRecord before, StoredRecord after) {
        Segment segment = before.keySegment;
        if (segment != null) {
            segment.compareAndSet(before.keyIndex, before, after);
        }
    }

    /** {@return whether a record, the oldest of all that the test accepts, was accepted} */
    boolean anyOldest(Predicate<StoredRecord> test) {
        Segment segment = oldest();
        while (segment != null) {
            for (int i = segment.from(); i < SIZE; i++) {
                StoredRecord record = segment.at(i);
                if (record != null && test.test(record)) {
                    return true;
                }
            }
            segment = following(segment.number);
        }
        return false;
    }

    /** Visits the records of one segment, of the next one each time, and of the first again after the last. */
    void visitSome(Consumer<StoredRecord> visitor) {
        Segment segment = following(visited);
        if (segment == null) {
            segment = oldest();
        }
        if (segment != null) {
            visited = segment.number;
            for (int i = 0; i < SIZE; i++) {
                StoredRecord record = segment.at(i);
                if (record != null) {
                    visitor.accept(record);
                }
            }
        }
    }

    /** {@return the records from a place on, {@code count} at most} */
    List<StoredRecord> from(long place, int count) {
        List<StoredRecord> records = new ArrayList<>();
        Segment segment = following(place / SIZE - 1);
        while (segment != null && records.size() < count) {
            for (int i = segment.number == place / SIZE ? (int) (place % SIZE) : 0; i < SIZE && records.size() < count; i++) {
                StoredRecord record = segment.at(i);
                if (record != null) {
                    records.add(record);
                }
            }
            segment = following(segment.number);
        }
        return records;
    }

    /** {@return the place of a record among all keys} */
    static long place(StoredRecord record) {
        Segment segment = record.keySegment;
        return segment == null ? 0 : segment.number * SIZE + record.keyIndex;
    }

    int segments() {
        return segments.size();
    }

    private @Nullable Segment oldest() {
        Segment segment = first;
        if (segment.left.get() == SIZE) {
            Entry<Long, Segment> entry = segments.firstEntry();
            if (entry == null) {
                return null;
            }
            first = segment = entry.getValue();
        }
        return segment;
    }

    private @Nullable Segment following(long number) {
        Entry<Long, Segment> entry = segments.higherEntry(number);
        return entry == null ? null : entry.getValue();
    }
}
