package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.StoreException;

/**
 * The records of the store in memory: so many at most, without those whose time to live has ended.
 * <p>
 * There is no thread that cleans and no lock. Each new record pays for a look at two others. Whoever finds the table full
 * makes room for it: records that have expired go first, then the completed ones that came first, then failures that may
 * run again. One thread at a time does so; the others do not wait for it, so the table may hold more for a moment.
 */
final class RecordTable {

    private static final long EXPIRY_SCAN_INTERVAL = TimeUnit.SECONDS.toNanos(1);
    private static final long REFUSAL_INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int SWEEP_EVERY = 32;
    private static final int SWEEP_COUNT = 64;

    /** The place of one key. It holds {@code null} once it has been given up, and never another record after that. */
    static final class Slot extends AtomicReference<@Nullable StoredRecord> {

        private static final long serialVersionUID = 1L;

        private final String key;
        private final long number;

        Slot(String key, StoredRecord record, long number) {
            super(record);
            this.key = key;
            this.number = number;
        }

        String key() {
            return key;
        }

        /** {@return larger than that of every slot that was there when it came} */
        long number() {
            return number;
        }
    }

    private final int maxRecords;
    private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();

    /** In the order in which keys came, with some that have been given up. */
    private final ConcurrentLinkedQueue<Slot> order = new ConcurrentLinkedQueue<>();

    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean tidying = new AtomicBoolean();

    // Only touched by the one thread that is tidying
    private @Nullable Iterator<Slot> sweep;
    private int givenUp;
    private long expiryScanDue;
    private boolean told;

    /** Until when it is known that there is nothing to drop. */
    private volatile long refuseUntil;

    /** Counted by all threads at once: now and then one is lost, which only delays a sweep. */
    private int insertions;

    RecordTable(int maxRecords) {
        if (maxRecords < 1) {
            throw new IllegalArgumentException("The store in memory needs room for at least one record, not " + maxRecords);
        }
        this.maxRecords = maxRecords;
    }

    @Nullable
    Slot find(String key) {
        Slot slot = slots.get(key);
        while (slot != null && slot.get() == null) {
            // given up this moment: it is out of the way before another takes its place
            slots.remove(key, slot);
            slot = slots.get(key);
        }
        return slot;
    }

    /**
     * Gives a key its place.
     *
     * @return whether it had none
     * @throws StoreException when there is no room
     */
    boolean insert(String key, StoredRecord record, long now) {
        if (slots.mappingCount() >= maxRecords && !makeRoom(now)) {
            throw new StoreException("The in-memory store is full: it holds " + slots.mappingCount()
                    + " records, all of them in flight or not to be run again, and drops neither. Raise"
                    + " quarkus.event-idempotency.in-memory.max-records, or keep records in Redis", false, null);
        }
        Slot slot = new Slot(key, record, numbers.incrementAndGet());
        if (slots.putIfAbsent(key, slot) != null) {
            return false;
        }
        order.add(slot);
        if (++insertions % SWEEP_EVERY == 0 && tidying.compareAndSet(false, true)) {
            try {
                sweep(now);
            } finally {
                tidying.set(false);
            }
        }
        return true;
    }

    long size() {
        return slots.mappingCount();
    }

    /** {@return those that come next by their numbers, in this order, {@code count} at most} */
    List<Slot> after(long number, int count) {
        // the order is that of numbers but for those that came at the same moment
        PriorityQueue<Slot> next = new PriorityQueue<>(Comparator.comparingLong(Slot::number).reversed());
        for (Slot slot : order) {
            if (slot.number > number && slot.get() != null) {
                next.add(slot);
                if (next.size() > count) {
                    next.remove();
                }
            }
        }
        List<Slot> sorted = new ArrayList<>(next);
        sorted.sort(Comparator.comparingLong(Slot::number));
        return sorted;
    }

    List<String> keys() {
        return new ArrayList<>(slots.keySet());
    }

    /** Gives a slot up if it still holds this record; {@return whether it did} */
    boolean remove(Slot slot, StoredRecord record) {
        if (!slot.compareAndSet(record, null)) {
            return false;
        }
        slots.remove(slot.key, slot);
        order.remove(slot);
        return true;
    }

    void remove(String key) {
        Slot slot = slots.get(key);
        if (slot != null) {
            slot.set(null);
            slots.remove(key, slot);
            order.remove(slot);
        }
    }

    void clear() {
        for (String key : slots.keySet()) {
            Slot slot = slots.get(key);
            if (slot != null) {
                slot.set(null);
                slots.remove(key, slot);
            }
        }
        order.removeIf(slot -> slot.get() == null);
    }

    private void sweep(long now) {
        Iterator<Slot> slots = sweep;
        if (slots == null || !slots.hasNext()) {
            slots = this.slots.values().iterator();
            sweep = slots;
        }
        for (int i = 0; i < SWEEP_COUNT && slots.hasNext(); i++) {
            dropIfExpired(slots.next(), now);
        }
        forgetGivenUp();
    }

    private boolean makeRoom(long now) {
        if (now < refuseUntil) {
            return false;
        }
        if (!tidying.compareAndSet(false, true)) {
            return true; // whoever tidies makes room for all that came meanwhile
        }
        try {
            if (dropExpired(now) || dropOldest(now)) {
                return true;
            }
            refuseUntil = now + REFUSAL_INTERVAL;
            return false;
        } finally {
            tidying.set(false);
        }
    }

    private boolean dropExpired(long now) {
        if (now < expiryScanDue) {
            return false;
        }
        expiryScanDue = now + EXPIRY_SCAN_INTERVAL;
        for (Slot slot : slots.values()) {
            dropIfExpired(slot, now);
        }
        forgetGivenUp();
        return slots.mappingCount() < maxRecords;
    }

    private void dropIfExpired(Slot slot, long now) {
        StoredRecord record = slot.get();
        if (record != null && record.expired(now) && giveUp(slot, record)) {
            givenUp++;
        }
    }

    private boolean dropOldest(long now) {
        // some at a time: those that have to be passed over are not passed over for each new record
        int over = (int) (slots.mappingCount() - maxRecords);
        if (over < 0) {
            return true; // another thread has made room since
        }
        int wanted = over + Math.max(1, maxRecords / 64);
        int dropped = 0;
        List<Slot> failed = new ArrayList<>();
        for (Iterator<Slot> slots = order.iterator(); slots.hasNext() && dropped < wanted;) {
            Slot slot = slots.next();
            StoredRecord record = slot.get();
            if (record == null) {
                slots.remove();
            } else if ((record.status() == RecordStatus.COMPLETED || record.expired(now)) && giveUp(slot, record)) {
                slots.remove();
                dropped++;
            } else if (record.mayRunAgain() && failed.size() < wanted) {
                failed.add(slot);
            }
        }
        if (dropped == 0) {
            for (Slot slot : failed) {
                StoredRecord record = slot.get();
                if (record != null && record.mayRunAgain() && giveUp(slot, record)) {
                    givenUp++;
                    dropped++;
                }
            }
        }
        if (dropped > 0 && !told) {
            told = true;
            InMemoryStoreLog.LOG.dropsRecords(maxRecords);
        }
        return dropped > 0;
    }

    private boolean giveUp(Slot slot, StoredRecord record) {
        return slot.compareAndSet(record, null) && slots.remove(slot.key, slot);
    }

    private void forgetGivenUp() {
        if (givenUp > maxRecords / 4) {
            order.removeIf(slot -> slot.get() == null);
            givenUp = 0;
        }
    }
}
