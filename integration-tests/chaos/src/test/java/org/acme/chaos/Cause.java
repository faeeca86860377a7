package org.acme.chaos;

import org.jspecify.annotations.Nullable;

/**
 * Why a body ran again.
 *
 * @param by what went wrong, where that tells more
 */
record Cause(Reason reason, @Nullable Kind by) {

    enum Reason {
        BODY_FAILED("the body had failed"),
        BEGAN_LATE("it had begun late, its process having been stopped between its claim and its body"),
        FAILED_OVER("the failover had lost its record"),
        PROCESS_KILLED("its process was killed"),
        NOT_STORED("its completion could not be stored"),
        LEASE_ENDED("its lease ended");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    Cause(Reason reason) {
        this(reason, null);
    }

    @Override
    public String toString() {
        return by == null ? reason.words : reason.words + ": " + by;
    }
}
