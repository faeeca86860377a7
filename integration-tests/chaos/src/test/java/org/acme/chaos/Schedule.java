package org.acme.chaos;

/** What goes wrong one after the other. Each step is drawn whole, so that nothing that happens changes what comes next. */
final class Schedule {

    /**
     * @param pauseMillis how long nothing goes wrong before it
     * @param slot which of the processes it concerns, if it is one of them
     * @param lastsMillis for how long, if it lasts
     */
    record Step(Kind kind, long pauseMillis, int slot, long lastsMillis) {
    }

    private final Draws draws;
    private final int slots;

    Schedule(long seed, int slots) {
        this.draws = new Draws(seed, "faults");
        this.slots = slots;
    }

    Step next() {
        Kind kind = Kind.MADE.get((int) draws.between(0, Kind.MADE.size() - 1));
        long pause = draws.between(200, 3_000);
        int slot = (int) draws.between(0, slots - 1);
        boolean isShort = draws.chance(0.5);
        long brief = draws.between(50, 1_500);
        long lengthy = draws.between(1_500, 7_000);
        return new Step(kind, pause, slot, isShort ? brief : lengthy);
    }
}
