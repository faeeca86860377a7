package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A world on one thread, whose time stands still but for the steps that are taken in it. All chance comes from its seed.
 */
final class World {

    private record Step(long due, long order, Runnable action) implements Comparable<Step> {

        @Override
        public int compareTo(Step other) {
            return due != other.due ? Long.compare(due, other.due) : Long.compare(order, other.order);
        }
    }

    private final Random random;
    private final PriorityQueue<Step> steps = new PriorityQueue<>();
    private final List<String> log = new ArrayList<>();
    private long now;
    private long order;
    private String violation;

    World(long seed) {
        random = new Random(scrambled(seed));
    }

    /** Seeds in a row begin alike in {@link Random}. */
    private static long scrambled(long seed) {
        long z = (seed ^ (seed >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    static long millis(long millis) {
        return millis * 1_000_000;
    }

    /** {@return nanoseconds since the world began} */
    long now() {
        return now;
    }

    /** {@return a number from {@code from} up to and with {@code to}} */
    long between(long from, long to) {
        return from + (long) (random.nextDouble() * (to - from + 1));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    Runnable at(long time, Runnable action) {
        Step step = new Step(Math.max(now, time), order++, action);
        steps.add(step);
        return () -> steps.remove(step);
    }

    Runnable in(long nanos, Runnable action) {
        return at(now + nanos, action);
    }

    void log(String line) {
        log.add("%10.3f  %s".formatted(now / 1e6, line));
    }

    List<String> log() {
        return log;
    }

    /** Ends the world: what must never happen has happened. Not thrown, since it is found deep in other people's callbacks. */
    void violated(String what) {
        if (violation == null) {
            violation = what;
            log("VIOLATED: " + what);
        }
    }

    String violation() {
        return violation;
    }

    /** Takes steps until there are none any more, something is violated, or the time is over. */
    void run(long until) {
        while (violation == null) {
            Step step = steps.peek();
            if (step == null || step.due() > until) {
                now = Math.max(now, step == null ? now : until);
                return;
            }
            steps.remove();
            now = step.due();
            step.action().run();
        }
    }

    boolean isOver() {
        return steps.isEmpty();
    }
}
