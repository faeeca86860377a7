package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** Whether Redis can be reached, for listeners that are called at each change. */
final class Availability {

    private final List<Consumer<@Nullable String>> listeners = new CopyOnWriteArrayList<>();
    private boolean available = true;

    void add(Consumer<@Nullable String> listener) {
        listeners.add(listener);
    }

    /** @param why the reason why Redis cannot be reached; {@code null} when it can */
    void set(@Nullable String why) {
        if (available == (why == null)) {
            return;
        }
        available = why == null;
        for (Consumer<@Nullable String> listener : listeners) {
            try {
                listener.accept(why);
            } catch (RuntimeException e) {
                RedisStoreLog.LOG.listenerThrew(e);
            }
        }
    }
}
