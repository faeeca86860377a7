package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.command.Call;
import io.vertx.core.Vertx;

/** The calls of one connection that are written and not answered, and the time that the oldest of them may still take. */
final class Unanswered {

    private final Vertx vertx;
    private final StoreClient client;
    private final long timeoutNanos;
    private final Runnable late;
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private long timer = -1;
    private long lastLandedNanos = System.nanoTime();
    private final boolean oneServer;

    /**
     * @param oneServer whether all answers come from one server, so that its bytes are a sign of life for all of them
     * @param late called when the oldest is not answered in time
     */
    Unanswered(Vertx vertx, StoreClient client, boolean oneServer, long timeoutNanos, Runnable late) {
        this.vertx = vertx;
        this.client = client;
        this.oneServer = oneServer;
        this.timeoutNanos = timeoutNanos;
        this.late = late;
    }

    int size() {
        return calls.size();
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    void add(Call call) {
        calls.add(call);
        if (timer < 0) {
            setTimer(timeoutNanos);
        }
    }

    void remove(Call call) {
        if (calls.peek() == call) {
            calls.remove();
            if (!oneServer) {
                lastLandedNanos = System.nanoTime(); // of the oldest alone: a node of a Cluster says nothing of the others
            }
        } else {
            calls.remove(call);
        }
    }

    /** Hands out all of them, and forgets them. */
    void end(Consumer<Call> receiver) {
        vertx.cancelTimer(timer);
        calls.forEach(receiver);
        calls.clear();
    }

    /** One timer for all: they were written in the order in which they run out. */
    private void setTimer(long nanos) {
        timer = vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1), id -> timeIsUp());
    }

    private void timeIsUp() {
        timer = -1;
        @Nullable
        Call oldest = calls.peek();
        if (oldest == null) {
            return;
        }
        long now = System.nanoTime();
        long left = timeoutNanos - Math.min(now - oldest.writtenNanos, now - lastSignNanos());
        if (left > 0) {
            setTimer(left);
        } else {
            late.run();
        }
    }

    /** {@return when there was the last sign of life: an answer, or a part of one} */
    private long lastSignNanos() {
        return oneServer ? client.lastReceivedNanos(lastLandedNanos) : lastLandedNanos;
    }
}
