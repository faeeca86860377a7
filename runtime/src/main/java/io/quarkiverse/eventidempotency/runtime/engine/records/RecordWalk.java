package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Uni;

/**
 * One walk over the records that a filter means: steps over its keys, and the values of each step's keys in slices. What is
 * read at a time is
 * bounded by its size too, since answers to deliveries wait behind it on the same connection. Not for several threads at a
 * time.
 */
final class RecordWalk {

    /** So many keys are looked at in a step; Redis does nothing else meanwhile, for some tens of microseconds. */
    private static final int STEP = 500;

    private static final int FIRST_SLICE = 16;
    private static final int LARGEST_SLICE = 256;
    private static final int SLICE_LENGTH = 1024 * 1024;

    private final RecordStore store;
    private final String prefix;
    private final RecordMatcher matcher;
    private final Caller caller;

    private PageCursor from;
    private Uni<StoreKeys> step;
    private @Nullable String next;
    private List<String> keys = List.of();
    private int at;
    private int sliceSize = FIRST_SLICE;
    private int steps;
    private long found;
    private long foreign;
    private boolean over;

    /**
     * @param prefix what the keys begin with
     * @param matcher finds the records that are meant
     * @param from where to begin
     * @param caller where slices are handed out
     * @throws IllegalArgumentException if the store does not know the cursor
     */
    RecordWalk(RecordStore store, String prefix, RecordMatcher matcher, PageCursor from, Caller caller) {
        this.store = store;
        this.prefix = prefix;
        this.matcher = matcher;
        this.from = from;
        this.caller = caller;
        this.step = step(from.step());
    }

    private Uni<StoreKeys> step(@Nullable String cursor) {
        return store.scan(prefix, matcher.keyText().inStore(), cursor, STEP);
    }

    /** {@return the next records that are meant, in the order of their keys' hashes; may be empty although more follow} */
    Uni<List<FoundRecord>> next() {
        return next(Integer.MAX_VALUE);
    }

    /** @param max how many records at the most; those that were read beyond that are not looked at */
    Uni<List<FoundRecord>> next(int max) {
        Uni<List<FoundRecord>> slice = at < keys.size() ? values()
                : step.emitOn(caller).chain(arrived -> {
                    steps++;
                    arrived(arrived);
                    return values();
                });
        return slice.map(read -> meant(read, max));
    }

    private List<FoundRecord> meant(List<FoundRecord> read, int max) {
        List<FoundRecord> records = new ArrayList<>(Math.min(max, read.size()));
        for (FoundRecord value : read) {
            if (matcher.passesOver(value)) {
                foreign++;
            } else if (matcher.matches(value)) {
                records.add(value);
                if (records.size() == max) {
                    backTo(value.storeKey());
                    break;
                }
            }
        }
        found += records.size();
        return records;
    }

    Caller caller() {
        return caller;
    }

    boolean isOver() {
        return over && at == keys.size();
    }

    /** {@return how many steps over the store's keys it took so far} */
    int steps() {
        return steps;
    }

    long found() {
        return found;
    }

    /** {@return how many values that are no records were passed over so far} */
    long foreign() {
        return foreign;
    }

    /** Takes back what was read of the keys after this one, which is of the last slice. */
    private void backTo(String key) {
        while (!keys.get(at - 1).equals(key)) {
            at--;
        }
    }

    /** {@return where a walk goes on that has looked at all that was read; {@code null} for nowhere} */
    @Nullable
    PageCursor cursor() {
        if (at < keys.size()) {
            return new PageCursor(from.step(), next, at == 0 ? null : PageCursor.hash(keys.get(at - 1)));
        }
        return over ? null : new PageCursor(next, null, null);
    }

    private void arrived(StoreKeys found) {
        if (steps > 1) {
            from = new PageCursor(next, null, null);
        }
        TreeMap<Long, String> sorted = new TreeMap<>();
        for (String key : found.storeKeys()) {
            sorted.put(PageCursor.hash(key), key);
        }
        Long hash = from.hash();
        boolean same = hash != null && String.valueOf(from.next()).equals(String.valueOf(found.next()));
        keys = new ArrayList<>(same && hash != null ? sorted.tailMap(hash, false).values() : sorted.values());
        at = 0;
        next = found.next();
        over = next == null;
        if (next != null) {
            step = step(next);
        }
    }

    private Uni<List<FoundRecord>> values() {
        List<String> slice = keys.subList(at, Math.min(keys.size(), at + sliceSize));
        at += slice.size();
        return slice.isEmpty() ? Uni.createFrom().item(List.of())
                : Uni.join().all(slice.stream().map(store::find).toList()).andFailFast().emitOn(caller).map(this::read);
    }

    private List<FoundRecord> read(List<Optional<StoredValue>> values) {
        List<FoundRecord> read = new ArrayList<>(values.size());
        long length = 0;
        for (Optional<StoredValue> value : values) {
            if (value.isPresent()) {
                read.add(RecordMatcher.read(value.get()));
                length += value.get().text() == null ? 0 : value.get().text().length();
            }
        }
        long fitting = SLICE_LENGTH * (long) values.size() / Math.max(1, length);
        sliceSize = (int) Math.max(1, Math.min(LARGEST_SLICE, fitting));
        return read;
    }
}
