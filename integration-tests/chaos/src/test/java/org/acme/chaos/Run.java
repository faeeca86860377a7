package org.acme.chaos;

/**
 * One run of a body, as its process wrote it down. Times are the machine's.
 *
 * @param delivery the number of the delivery that it ran for
 * @param failed when it failed, or {@link #NEVER}
 * @param effect when it had its effect, or {@link #NEVER}
 * @param lost when its process learned that its lease had been lost, or {@link #NEVER}
 */
record Run(String parcel, String name, String process, long delivery, long began, long failed, long effect, long lost) {

    static final long NEVER = Long.MAX_VALUE;

    boolean hasEffect() {
        return effect != NEVER;
    }

    /** {@return when it failed or had its effect} */
    long ended() {
        return Math.min(failed, effect);
    }

    Run failedAt(long at) {
        return new Run(parcel, name, process, delivery, began, at, effect, lost);
    }

    Run effectAt(long at) {
        return new Run(parcel, name, process, delivery, began, failed, at, lost);
    }

    Run lostAt(long at) {
        return new Run(parcel, name, process, delivery, began, failed, effect, at);
    }
}
