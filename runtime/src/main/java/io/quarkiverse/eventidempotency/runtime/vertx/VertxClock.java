package io.quarkiverse.eventidempotency.runtime.vertx;

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.vertx.core.Vertx;

/**
 * The time of this process, with timers on Vert.x' event loops: never on worker threads, all of which may be waiting for
 * just these timers.
 */
public final class VertxClock implements EngineClock {

    private final EventLoopGroup eventLoops;

    public VertxClock(Vertx vertx) {
        this.eventLoops = vertx.nettyEventLoopGroup();
    }

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
        ScheduledFuture<?> scheduled = eventLoops.next().schedule(task, delayMillis, TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }
}
