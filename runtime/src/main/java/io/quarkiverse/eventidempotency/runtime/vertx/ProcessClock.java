package io.quarkiverse.eventidempotency.runtime.vertx;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;

/**
 * The time of this process.
 *
 * @param timers Vert.x' event loops where there are any: all worker threads may be waiting for just these timers
 */
public record ProcessClock(ScheduledExecutorService timers) implements EngineClock {

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public Runnable schedule(long delayMillis, Runnable task) {
        ScheduledFuture<?> scheduled = timers.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }
}
