package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.smallrye.mutiny.Uni;

/** Reads the records that a filter means, a slice of a walk at a time. */
final class RecordReader {

    /**
     * Some records.
     *
     * @param last whether there are no more
     */
    record Slice(List<FoundRecord> records, boolean last) {
    }

    private final RecordWalk walk;
    private final RecordMatcher matcher;
    private long foreign;

    RecordReader(RecordWalk walk, RecordMatcher matcher) {
        this.walk = walk;
        this.matcher = matcher;
    }

    Uni<Slice> next() {
        return next(Integer.MAX_VALUE);
    }

    /** @param max how many records at the most; those that were read beyond that are not looked at */
    Uni<Slice> next(int max) {
        return walk.slice().map(read -> {
            List<FoundRecord> records = new ArrayList<>(Math.min(max, read.size()));
            for (FoundRecord found : read) {
                if (matcher.passesOver(found)) {
                    foreign++;
                } else if (matcher.matches(found)) {
                    records.add(found);
                    if (records.size() == max) {
                        walk.backTo(found.storeKey());
                        break;
                    }
                }
            }
            return new Slice(records, walk.isOver());
        });
    }

    /** {@return how many values that are no records were passed over so far} */
    long foreign() {
        return foreign;
    }

    /** {@return how many steps over the store's keys it took so far} */
    int steps() {
        return walk.steps();
    }

    /** {@return where another reader goes on; {@code null} for nowhere} */
    @Nullable
    PageCursor cursor() {
        return walk.cursor();
    }
}
