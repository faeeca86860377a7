package org.acme.chaos;

/**
 * One run of a body, as its process wrote it down. Times are the machine's.
 *
 * @param delivery the number of the delivery that it ran for
 * @param failed when it failed, or {@link #NEVER}
 * @param effect when it had its effect, or {@link #NEVER}
 */
record Run(String parcel, String name, String process, long delivery, long began, long failed, long effect) {

    static final long NEVER = Long.MAX_VALUE;

    boolean hasEffect() {
        return effect != NEVER;
    }

    Run failedAt(long at) {
        return new Run(parcel, name, process, delivery, began, at, effect);
    }

    Run effectAt(long at) {
        return new Run(parcel, name, process, delivery, began, failed, at);
    }
}
