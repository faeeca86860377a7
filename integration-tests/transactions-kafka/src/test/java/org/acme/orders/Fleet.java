package org.acme.orders;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.acme.kafka.Broker;

/**
 * Two processes, which are killed at random moments for a while. Another one starts where one was killed, and where one has
 * ended or is not live any more, as an orchestrator does it.
 */
final class Fleet implements AutoCloseable {

    private static final int SIZE = 2;
    private static final long POLL_MILLIS = 100;

    private final String name;
    private final Broker broker;
    private final Database database;
    private final Map<String, String> settings;
    private final Random random;
    private final OrderProcess[] running = new OrderProcess[SIZE];
    private final List<OrderProcess> all = new ArrayList<>();
    private int kills;
    private int replaced;
    private volatile boolean closed;

    Fleet(String name, Broker broker, Database database, Map<String, String> settings, long seed) throws IOException {
        this.name = name;
        this.broker = broker;
        this.database = database;
        this.settings = settings;
        this.random = new Random(seed);
        for (int slot = 0; slot < SIZE; slot++) {
            start(slot);
        }
    }

    private void start(int slot) throws IOException {
        running[slot] = OrderProcess.start(name + "-" + all.size(), broker, database, settings);
        all.add(running[slot]);
    }

    /** Kills processes until then, at least one, and keeps two of them running until it is closed. */
    Void killUntil(long end) throws IOException, InterruptedException {
        long nextKill = next();
        while (!closed) {
            if (System.nanoTime() > nextKill && (System.nanoTime() < end || kills == 0)) {
                replace(random.nextInt(SIZE));
                kills++;
                nextKill = next();
            }
            for (int slot = 0; slot < SIZE; slot++) {
                if (!running[slot].isLive()) {
                    replace(slot);
                    replaced++;
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return null;
    }

    private long next() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_000 + random.nextInt(6_000));
    }

    private synchronized void replace(int slot) throws IOException, InterruptedException {
        if (!closed) {
            running[slot].kill();
            start(slot);
        }
    }

    int kills() {
        return kills;
    }

    /** {@return how many processes were replaced that had ended or were not live} */
    int replaced() {
        return replaced;
    }

    /** {@return how often a handler has begun, in all processes} */
    long begun() throws IOException {
        long begun = 0;
        for (OrderProcess process : all) {
            begun += process.log().lines().filter(line -> line.contains(" begins ")).count();
        }
        return begun;
    }

    @Override
    public synchronized void close() {
        closed = true;
        all.forEach(OrderProcess::close);
    }
}
