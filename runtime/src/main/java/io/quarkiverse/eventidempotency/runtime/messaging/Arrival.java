package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.Collections;
import java.util.List;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/**
 * A message and the channels that it was sent to, kept in the duplicated context that its consumer is called on.
 *
 * @param turn its turn; {@code null} when its consumer holds no thread
 * @param before what the context has brought to other channels: it goes on with a message's outputs
 */
public record Arrival(List<String> channels, Message<?> message, @Nullable Turn turn, @Nullable Arrival before) {

    private static final Object KEY = Arrival.class.getName();

    /** {@return what this context has brought to one of the channels; {@code null} when there is nothing} */
    static @Nullable Arrival here(List<String> channels) {
        Context context = Vertx.currentContext();
        return context == null || !VertxContext.isDuplicatedContext(context) ? null : find(context.getLocal(KEY), channels);
    }

    private static @Nullable Arrival find(@Nullable Arrival last, List<String> channels) {
        for (Arrival arrival = last; arrival != null; arrival = arrival.before) {
            if (!Collections.disjoint(arrival.channels, channels)) {
                return arrival;
            }
        }
        return null;
    }

    /**
     * One context holds one message of a channel: of those that one message was split into, each further one gets its own. So
     * does one that a body sends: on that body's context its consumer would be called at once, from within the body, and wait
     * for it where it is of the same event.
     *
     * @param root what contexts are duplicated from where a message has none
     */
    static Message<?> keep(Message<?> message, List<String> channels, ContextInternal root, @Nullable Turn turn) {
        LocalContextMetadata own = message.getMetadata().get(LocalContextMetadata.class).orElse(null);
        if (own == null) {
            return keepIn(root.duplicate(), message, channels, turn);
        }
        Context context = own.context();
        if (VertxContext.isDuplicatedContext(context)) {
            Arrival before = context.getLocal(KEY);
            if (find(before, channels) == null && RunningBody.here() == null) {
                context.putLocal(KEY, new Arrival(channels, message, turn, before));
                return message;
            }
        }
        return keepIn(VertxContext.newNestedContext(context), message, channels, turn);
    }

    /** {@return a message that no connector delivered, as it arrives at consumers that are called on a context} */
    public static Message<?> arrived(Context context, Message<?> message, List<String> channels) {
        return keepIn(context, message, channels, null);
    }

    private static Message<?> keepIn(Context context, Message<?> message, List<String> channels, @Nullable Turn turn) {
        Message<?> arrived = message.addMetadata(new LocalContextMetadata(context));
        context.putLocal(KEY, new Arrival(channels, arrived, turn, context.getLocal(KEY)));
        return arrived;
    }
}
