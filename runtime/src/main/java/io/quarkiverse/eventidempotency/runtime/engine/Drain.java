package io.quarkiverse.eventidempotency.runtime.engine;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.HeldClaim;

/**
 * What a process waits for before it closes its store: the bodies that run when it begins to stop, and those of consumers that
 * begin until then, whose channels let nothing new in. Others may go on to be called, and are not waited for.
 */
public final class Drain {

    private static final long LOOK_MILLIS = 10;

    /** How often in a row nothing may be found: from one step of a delivery to the next there is nothing to be seen of it. */
    private static final int QUIET_LOOKS = 5;

    private final LeaseKeeper leases;
    private final EngineClock clock;
    private final LongAdder asked = new LongAdder();
    private final LongAdder answered = new LongAdder();

    public Drain(LeaseKeeper leases, EngineClock clock) {
        this.leases = leases;
        this.clock = clock;
    }

    public void asks() {
        asked.increment();
    }

    /** It has its answer, and what it acquired is held. */
    public void answered() {
        answered.increment();
    }

    public int await(Duration atMost) throws InterruptedException {
        long begun = clock.nanoTime();
        Set<HeldClaim> first = new HashSet<>(leases.held());
        int quiet = asked.sum() == 0 ? QUIET_LOOKS : 0; // without consumers there is nothing to begin
        while (true) {
            long open = leases.held().stream().filter(claim -> claim.policy().patient() || first.contains(claim)).count();
            quiet = open == 0 && !isAsking() ? quiet + 1 : 0;
            if (quiet > QUIET_LOOKS || clock.nanoTime() - begun >= atMost.toNanos()) {
                return Math.toIntExact(open);
            }
            Semaphore look = new Semaphore(0);
            Runnable cancel = clock.schedule(LOOK_MILLIS, look::release);
            if (!look.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                cancel.run(); // there are no timers any more
            }
        }
    }

    private boolean isAsking() {
        long before = answered.sum(); // first: what begins in between is counted as under way
        return asked.sum() != before;
    }
}
