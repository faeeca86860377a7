package io.quarkiverse.eventidempotency.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/** The work of one step does not depend on the number of records. */
class RecordTableTest {

    private static final int RECORDS = 10_000;

    private final List<RecordStatus> read = new ArrayList<>();

    /** A record whose status is counted as it is read. */
    private final class Counted implements RecordContent {

        private final RecordStatus status;

        Counted(RecordStatus status) {
            this.status = status;
        }

        @Override
        public RecordStatus status() {
            read.add(status);
            return status;
        }

        @Override
        public boolean retryable() {
            return status == RecordStatus.FAILED;
        }

        @Override
        public @Nullable IdempotencyRecord record() {
            throw new AssertionError("A record is parsed");
        }

        @Override
        public String text() {
            throw new AssertionError("A record is rendered");
        }
    }

    private StoredRecord record(String key, RecordStatus status) {
        return new StoredRecord(key, new Counted(status), StoreClock.NEVER);
    }

    @Test
    void newKeyInAFullTableVisitsNoRecordThatStays() {
        RecordTable table = new RecordTable(new StoreClock(() -> 0), RECORDS + 2);
        table.replace(null, record("failed", RecordStatus.FAILED), 0);
        for (int i = 0; i < RECORDS; i++) {
            table.replace(null, record("running " + i, RecordStatus.PROCESSING), 0);
        }
        table.replace(null, record("completed", RecordStatus.COMPLETED), 0);
        for (String dropped : List.of("completed", "failed")) {
            read.clear();
            assertThat(table.find(dropped, 0)).isNotNull();
            table.replace(null, record("instead of " + dropped, RecordStatus.PROCESSING), 0);
            assertThat(table.find(dropped, 0)).isNull();
            assertThat(read).hasSizeLessThan(10);
        }
    }

    @Test
    void placesOfRecordsThatHaveLeftAreDropped() {
        RecordQueue queue = new RecordQueue(true);
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            StoredRecord record = record(String.valueOf(i), RecordStatus.PROCESSING);
            records.add(record);
            queue.append(record);
        }
        records.stream().filter(record -> Integer.parseInt(record.storeKey()) % 1_000 != 0).forEach(queue::leave);
        assertThat(queue.segments()).isLessThanOrEqualTo(RECORDS / 1_000 + 1);
        assertThat(queue.from(0, RECORDS)).extracting(StoredRecord::storeKey)
                .containsExactly("0", "1000", "2000", "3000", "4000", "5000", "6000", "7000", "8000", "9000");
        assertThat(queue.from(RecordQueue.place(records.get(2_000)), 2)).extracting(StoredRecord::storeKey)
                .containsExactly("2000", "3000");
    }
}
