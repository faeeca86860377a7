package org.acme.chaos;

/** The settings of the application that is tested, and what follows from them. */
final class Timing {

    static final long LEASE_MILLIS = 2_000;
    static final long STORE_RETRY_MILLIS = 5_000;

    /**
     * How old a lease may be that nothing disturbs: it is renewed from a third of it on, by a timer that rests for a twelfth.
     */
    static final long RENEWAL_MILLIS = LEASE_MILLIS / 3 + LEASE_MILLIS / 12;

    /** A body begins when its claim is confirmed and was sent or renewed no longer ago than this. */
    static final long CLAIM_MILLIS = LEASE_MILLIS / 3;

    /** How long a busy machine may take from one step to the next where nothing disturbs it. */
    static final long STEP_MILLIS = 200;

    /** By how much times may differ that different processes took. */
    static final long CLOCKS_MILLIS = 50;

    private Timing() {
    }
}
