package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.MessageSource;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkus.arc.All;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.PublisherDecorator;
import io.smallrye.reactive.messaging.providers.impl.ConcurrencyConnectorConfig;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/**
 * Keeps each message of a guarded channel where the guard finds it: in the duplicated context that its consumer is called on.
 * A message that has none yet, as those of the in-memory connector, gets one.
 */
@Singleton
public final class GuardedChannels implements PublisherDecorator, MessageSource {

    /** After what dispatches messages on their contexts (0) and wraps them (100, 500). */
    private static final int PRIORITY = 600;

    private static final Object ARRIVAL = Arrival.class.getName();

    /** A message and the channels that it was sent to. */
    private record Arrival(List<String> channels, Message<?> message) {
    }

    private final Set<String> guarded;
    private final List<MessageReader> readers;
    private final VertxInternal vertx;

    GuardedChannels(GuardedMethodSpecs specs, @All List<MessageReader> readers, Vertx vertx) {
        this.guarded = specs.specs().stream().flatMap(spec -> spec.channels().stream()).collect(Collectors.toSet());
        this.readers = List.copyOf(readers);
        this.vertx = (VertxInternal) vertx;
    }

    @Override
    public int getPriority() {
        return PRIORITY;
    }

    @Override
    public Multi<? extends Message<?>> decorate(Multi<? extends Message<?>> messages, List<String> channels,
            boolean isConnector) {
        List<String> names = channels.stream().map(GuardedChannels::withoutCopy).toList();
        if (Collections.disjoint(guarded, names)) {
            return messages;
        }
        ContextInternal root = vertx.createEventLoopContext();
        return messages.map(message -> keep(isConnector ? requeueable(message) : message, names, root));
    }

    private Message<?> requeueable(Message<?> message) {
        for (MessageReader reader : readers) {
            Message<?> requeueable = reader.requeueable(message);
            if (requeueable != message) {
                return requeueable;
            }
        }
        return message;
    }

    /** The copies that a channel with a {@code concurrency} consists of are called {@code channel$1}, {@code channel$2}. */
    private static String withoutCopy(String channel) {
        return ConcurrencyConnectorConfig.isConcurrencyChannelName(channel)
                ? ConcurrencyConnectorConfig.stripChannelNameOfSeparator(channel)
                : channel;
    }

    private static Message<?> keep(Message<?> message, List<String> channels, ContextInternal root) {
        LocalContextMetadata own = message.getMetadata().get(LocalContextMetadata.class).orElse(null);
        Message<?> arrived = message;
        Context context;
        if (own == null) {
            context = root.duplicate();
            arrived = message.addMetadata(new LocalContextMetadata(context));
        } else {
            context = own.context();
        }
        context.putLocal(ARRIVAL, new Arrival(channels, arrived));
        return arrived;
    }

    @Override
    public ArrivedMessage arrived(@Nullable Object argument, List<String> channels, List<IdentitySource> sources,
            DeliveryCounters counters) {
        if (argument instanceof Message<?> message) {
            return new ReadMessage(message, readers, sources, counters);
        }
        Context context = Vertx.currentContext();
        if (context == null || !VertxContext.isDuplicatedContext(context)) {
            return ArrivedMessage.NONE;
        }
        Arrival arrival = context.getLocal(ARRIVAL);
        // A context goes on with a message's outputs, and into whatever is called from its consumer.
        return arrival == null || Collections.disjoint(arrival.channels(), channels) ? ArrivedMessage.NONE
                : new ReadMessage(arrival.message(), readers, sources, counters);
    }
}
