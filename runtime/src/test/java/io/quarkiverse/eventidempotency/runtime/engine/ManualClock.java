package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is advanced. Several may share one time, each with timers of its own. */
public final class ManualClock implements EngineClock {

    private record Timer(long due, long order, Runnable task) {
    }

    private final AtomicLong nanos;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
    private final List<Long> delays = new ArrayList<>();
    private long order;
    private Runnable beforeTimer = () -> {
    };

    public ManualClock() {
        this(new AtomicLong(Long.MAX_VALUE - 5_000_000_000L)); // near the overflow: only differences of times may count
    }

    private ManualClock(AtomicLong nanos) {
        this.nanos = nanos;
    }

    /** {@return a clock of another process: the same time, other timers} */
    public ManualClock another() {
        return new ManualClock(nanos);
    }

    /** {@return the delays in milliseconds that were asked for so far} */
    public List<Long> delays() {
        return delays;
    }

    /** Has something happen while a timer is asked for. */
    public void beforeTimer(Runnable action) {
        beforeTimer = action;
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long millis() {
        return 1_767_225_600_000L + (nanos.get() - (Long.MAX_VALUE - 5_000_000_000L)) / 1_000_000;
    }

    @Override
    public synchronized Runnable schedule(long delayMillis, Runnable task) {
        delays.add(delayMillis);
        beforeTimer.run();
        Timer timer = new Timer(elapsed() + delayMillis * 1_000_000, order++, task);
        timers.add(timer);
        return () -> cancel(timer);
    }

    private synchronized void cancel(Timer timer) {
        timers.remove(timer);
    }

    private long elapsed() {
        return nanos.get() - (Long.MAX_VALUE - 5_000_000_000L);
    }

    /** Lets time pass, and runs each timer at its time. */
    public void advance(long millis) {
        long end = elapsed() + millis * 1_000_000;
        for (Timer timer = next(end); timer != null; timer = next(end)) {
            nanos.addAndGet(Math.max(0, timer.due() - elapsed()));
            timer.task().run();
        }
        nanos.addAndGet(end - elapsed());
    }

    /** Lets time pass in which the process does nothing. */
    public void pause(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }

    private synchronized Timer next(long end) {
        Timer timer = timers.peek();
        return timer == null || timer.due() > end ? null : timers.poll();
    }
}
