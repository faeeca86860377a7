package io.quarkiverse.eventidempotency.dev;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Context;

/** Makes the messages that consumers are tried with. There is one bean of it where the application consumes messages. */
public interface TriedMessages {

    /**
     * A message that no connector has brought, as it arrives at a consumer.
     *
     * @param metadata its headers by name, and {@code kafka.key}, {@code messageId} and {@code cloudEvent.…} as keys name them
     * @param context the duplicated context that its consumer is called on
     * @param settled is told {@code null} when it is acknowledged, and why when it is refused
     */
    Object arrive(@Nullable Object payload, Map<String, String> metadata, Context context, List<String> channels,
            Consumer<@Nullable Throwable> settled);

    Object metadataOf(Object message);

    /** {@return the payload of what a handler returned, where that is a message; else the same} */
    @Nullable
    Object payloadOf(@Nullable Object result);
}
