package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;

/** Finds the message that a consumer is called for. There is one bean of it where the application consumes messages. */
public interface MessageSource {

    /**
     * The message of a call.
     *
     * @param argument the message, where the method takes it as an argument; {@code null} where it takes the payload
     * @param channels the channels that the method consumes
     * @param identity what the message's own identity consists of
     * @param counters what counts headers that cannot be used
     * @return {@link ArrivedMessage#NONE} when the method is not called for a message of these channels
     */
    ArrivedMessage arrived(@Nullable Object argument, List<String> channels, OwnIdentity identity,
            DeliveryCounters counters);
}
