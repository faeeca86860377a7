package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;

/** Whether Redis can be reached, for listeners that are called at each change. All on one event loop. */
final class Availability {

    private final List<Consumer<@Nullable String>> listeners = new ArrayList<>();
    private @Nullable String unavailable;

    /** Adds a listener, which is called at once when Redis cannot be reached. */
    void add(Consumer<@Nullable String> listener) {
        listeners.add(listener);
        if (unavailable != null) {
            call(listener, unavailable);
        }
    }

    /** @param why the reason why Redis cannot be reached; {@code null} when it can */
    void set(@Nullable String why) {
        boolean changed = (unavailable == null) != (why == null);
        unavailable = why;
        if (changed) {
            listeners.forEach(listener -> call(listener, why));
        }
    }

    private static void call(Consumer<@Nullable String> listener, @Nullable String why) {
        try {
            listener.accept(why);
        } catch (RuntimeException e) {
            RedisStoreLog.LOG.listenerThrew(e);
        }
    }
}
