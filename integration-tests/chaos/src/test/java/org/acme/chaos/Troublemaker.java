package org.acme.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.acme.chaos.Schedule.Step;

/** Makes one fault after the other until its time is over, and writes down what it did. */
final class Troublemaker implements Callable<Void> {

    private final Site site;
    private final Schedule schedule;
    private final long endNanos;
    private final Faults faults = new Faults();
    private final List<Failover> failovers = new ArrayList<>();

    Troublemaker(Site site, Schedule schedule, long endNanos) {
        this.site = site;
        this.schedule = schedule;
        this.endNanos = endNanos;
    }

    @Override
    public Void call() throws IOException, InterruptedException {
        Step step = schedule.next();
        while (passes(step.pauseMillis())) {
            make(step);
            step = schedule.next();
        }
        return null;
    }

    /** Lets so much time pass, or what is left of it; {@return whether there is any left} */
    private boolean passes(long millis) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.min(TimeUnit.MILLISECONDS.toNanos(millis), endNanos - System.nanoTime()));
        return System.nanoTime() < endNanos;
    }

    private void make(Step step) throws IOException, InterruptedException {
        Worker worker = site.worker(step.slot());
        long from = System.currentTimeMillis();
        switch (step.kind()) {
            case PROCESS_KILLED -> {
                site.kill(step.slot());
                faults.add(step.kind(), worker.name(), from, Run.NEVER);
                site.startAgain(step.slot());
            }
            case PROCESS_STOPPED -> {
                worker.signal("STOP");
                waitThen(step, () -> worker.signal("CONT"));
                over(step, worker.name(), from);
            }
            case REDIS_KILLED -> {
                site.primary().kill();
                waitThen(step, site.primary()::start);
                over(step, null, from);
            }
            case REDIS_FROZEN -> {
                site.primary().signal("STOP");
                waitThen(step, () -> site.primary().signal("CONT"));
                over(step, null, from);
            }
            case REDIS_FAILED_OVER -> failOver(from);
            case CUT_OFF -> {
                worker.way().cut();
                waitThen(step, worker.way()::heal);
                over(step, worker.name(), from);
            }
            case CONNECTION_RESET -> {
                worker.way().reset();
                over(step, worker.name(), from);
            }
        }
    }

    private void failOver(long from) throws IOException {
        if (!site.canFailOver()) {
            return; // it would lose more than what is on its way
        }
        Failover failover = site.failOver();
        failovers.add(failover);
        faults.add(Kind.REDIS_FAILED_OVER, null, from, failover.at());
    }

    private interface Mending {
        void mend() throws IOException;
    }

    private void waitThen(Step step, Mending mending) throws IOException, InterruptedException {
        try {
            passes(step.lastsMillis());
        } finally {
            mending.mend();
        }
    }

    private void over(Step step, String process, long from) {
        faults.add(step.kind(), process, from, System.currentTimeMillis());
    }

    Faults faults() {
        return faults;
    }

    List<Failover> failovers() {
        return failovers;
    }
}
