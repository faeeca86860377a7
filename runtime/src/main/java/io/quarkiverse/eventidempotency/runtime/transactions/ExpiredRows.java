package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.observability.CauseText;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Deletes the expired rows of one database, one batch after the other, from its start until it is stopped. */
final class ExpiredRows {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.eventidempotency");

    private final RecordTable table;
    private final EngineClock clock;
    private final long intervalMillis;
    private @Nullable Runnable timer;
    private boolean stopped;

    ExpiredRows(RecordTable table, EngineClock clock, long intervalMillis) {
        this.table = table;
        this.clock = clock;
        this.intervalMillis = intervalMillis;
    }

    /** Deletes for the first time after the interval, less a random part of it: processes that start together take turns. */
    void start() {
        deleteIn(intervalMillis - clock.jitter(intervalMillis / 4 + 1));
    }

    private synchronized void deleteIn(long millis) {
        if (!stopped) {
            timer = clock.schedule(millis, () -> Infrastructure.getDefaultWorkerPool().execute(this::delete));
        }
    }

    void stop() {
        Runnable cancellation;
        synchronized (this) {
            stopped = true;
            cancellation = timer;
        }
        if (cancellation != null) {
            cancellation.run();
        }
    }

    /** Rests after a full batch for as long as it took, so that consumers have the database at least half of the time. */
    private void delete() {
        long startedAt = clock.nanoTime();
        int deleted = 0;
        try {
            deleted = table.deleteSome();
        } catch (Exception e) {
            IdempotencyLog.LOG.expiredRowsNotDeleted(table.name(), CauseText.of(e));
            LOG.debugf(e, "QEI%05d", IdempotencyLog.EXPIRED_ROWS_NOT_DELETED);
        } finally {
            if (deleted < RecordTable.BATCH) {
                start();
            } else {
                deleteIn(TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - startedAt) + 1);
            }
        }
        if (deleted > 0) {
            LOG.debugf("Deleted %d expired rows of the data source %s", deleted, table.name());
        }
    }
}
