package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.command.Call;

/** Where any thread leaves calls for the one that sends them. Free of locks, and of allocation. */
public final class Inbox {

    /** The last call that was left; each knows the one before it. */
    private final AtomicReference<@Nullable Call> last = new AtomicReference<>();

    /** {@return whether it was empty, so that somebody has to be told} */
    boolean add(Call call) {
        while (true) {
            Call before = last.get();
            call.neighbour = before;
            if (last.compareAndSet(before, call)) {
                return before == null;
            }
        }
    }

    /** {@return the first of the commands, from which each knows the one after it} */
    @Nullable
    Call takeAll() {
        Call call = last.getAndSet(null);
        Call after = null;
        while (call != null) {
            Call before = call.neighbour;
            call.neighbour = after;
            after = call;
            call = before;
        }
        return after;
    }
}
