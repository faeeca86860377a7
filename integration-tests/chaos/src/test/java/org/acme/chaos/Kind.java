package org.acme.chaos;

/** What goes wrong. */
enum Kind {

    PROCESS_KILLED("process killed"),
    PROCESS_STOPPED("process stopped"),
    REDIS_KILLED("Redis killed"),
    REDIS_FROZEN("Redis frozen"),
    REDIS_FAILED_OVER("Redis failed over"),
    CUT_OFF("cut off"),
    CONNECTION_RESET("connection reset");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
