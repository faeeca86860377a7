package org.acme.chaos;

import java.util.SplittableRandom;

/** Chance that depends on nothing but the run's seed and what it is for, however threads take turns. */
final class Draws {

    private final SplittableRandom random;

    /** @param what tells apart what is drawn for one thing and for another */
    Draws(long seed, Object... what) {
        long mixed = seed;
        for (Object each : what) {
            mixed = new SplittableRandom(mixed + each.hashCode()).nextLong();
        }
        random = new SplittableRandom(mixed);
    }

    /** {@return one of them, both included} */
    long between(long from, long to) {
        return random.nextLong(from, to + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
