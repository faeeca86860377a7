package io.quarkiverse.eventidempotency.runtime.vertx;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** The time of this process, with timers on Mutiny's worker pool, which is there without Vert.x. */
public final class MutinyClock implements EngineClock {

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
        ScheduledFuture<?> scheduled = Infrastructure.getDefaultWorkerPool().schedule(task, delayMillis,
                TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }
}
