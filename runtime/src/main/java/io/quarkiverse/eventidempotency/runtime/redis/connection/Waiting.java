package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.command.Call;

/**
 * The calls that are not written yet. Claims are counted, and only they are limited: what has run must be stored. Calls of
 * claims that are held come before new claims, or their leases would end behind a crowd of events that wait to begin; within
 * each kind they are first in, first out.
 */
final class Waiting {

    private final int max;
    private final AtomicInteger count;

    /** Where any thread leaves calls. */
    private final Queue<Call> left = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    /** Collected; only touched on the event loop. */
    private final ArrayDeque<Call> ofHeldClaims = new ArrayDeque<>();
    private final ArrayDeque<Call> others = new ArrayDeque<>();

    /** @param count how many claims wait, here and on other connections of the store */
    Waiting(int max, AtomicInteger count) {
        this.max = max;
        this.count = count;
    }

    /** {@return whether there is room for a call, which is taken}; on any thread */
    boolean reserve(Call call) {
        if (!call.isClaim()) {
            return true;
        }
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Leaves a call for which there is room, on any thread; {@return whether the event loop has to be woken} */
    boolean add(Call call) {
        left.add(call);
        return !woken.getAndSet(true);
    }

    /** Looks for calls that were left. */
    void collect() {
        woken.set(false);
        for (Call call = left.poll(); call != null; call = left.poll()) {
            queue(call).add(call);
        }
    }

    /** Puts a call back in front of all others. */
    void putBack(Call call) {
        if (call.isClaim()) {
            count.incrementAndGet();
        }
        queue(call).addFirst(call);
    }

    boolean isEmpty() {
        return ofHeldClaims.isEmpty() && others.isEmpty();
    }

    @Nullable
    Call poll() {
        Call call = ofHeldClaims.poll();
        if (call == null) {
            call = others.poll();
        }
        if (call != null && call.isClaim()) {
            count.decrementAndGet();
        }
        return call;
    }

    /** {@return the next call, with those behind it that can come along} */
    @Nullable
    Call pollTogether() {
        Call call = poll();
        return call == null ? null : call.together(queue(call));
    }

    private ArrayDeque<Call> queue(Call call) {
        return call.isOfHeldClaim() ? ofHeldClaims : others;
    }
}
