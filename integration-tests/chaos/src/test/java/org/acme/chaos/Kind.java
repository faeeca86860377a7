package org.acme.chaos;

import java.util.List;

/** What goes wrong. */
enum Kind {

    PROCESS_KILLED("process killed"),
    PROCESS_STOPPED("process stopped"),
    REDIS_KILLED("Redis killed"),
    REDIS_FROZEN("Redis frozen"),
    REDIS_FAILED_OVER("Redis failed over"),
    CUT_OFF("cut off"),
    CONNECTION_RESET("connection reset"),

    /** By itself, on a busy machine or disk: measured by a thread of the process that does nothing else. */
    PROCESS_SLOW("process slow by itself"),

    /** Likewise, measured outside of the process, between what it sent and what came back. */
    REDIS_SLOW("Redis slow by itself");

    /** What is done on purpose, the rest being what happens. */
    static final List<Kind> MADE = List.of(PROCESS_KILLED, PROCESS_STOPPED, REDIS_KILLED, REDIS_FROZEN, REDIS_FAILED_OVER,
            CUT_OFF,
            CONNECTION_RESET);

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
