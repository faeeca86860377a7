package io.quarkiverse.eventidempotency.benchmarks;

import java.util.List;

/** One way to process an event with Redis, of the ways that {@link StoreThroughput} compares. */
interface Contestant {

    /** {@return the name in the table} */
    String name();

    /** Stores the completed records that duplicates find. */
    void prepare(List<String> keys) throws Exception;

    /**
     * Runs tasks where the contestant's callers run.
     *
     * @param tasks each of them keeps one event in flight
     */
    void start(List<Runnable> tasks);

    /** Claims and completes an event, or finds out that it is a duplicate, and calls back on the thread of the last reply. */
    void process(String key, Runnable done);

    /** Ends the benchmark: its figures would be wrong. */
    static void broken(Throwable failure) {
        failure.printStackTrace();
        System.exit(1);
    }
}
