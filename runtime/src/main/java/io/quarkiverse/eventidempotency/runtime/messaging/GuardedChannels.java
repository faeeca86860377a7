package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.WaitingThreadLimit;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;
import io.quarkiverse.eventidempotency.runtime.guard.MessageSource;
import io.quarkiverse.eventidempotency.runtime.guard.OwnIdentity;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.DemandPauser;
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

    /**
     * A message and the channels that it was sent to.
     *
     * @param turn its turn; {@code null} when its consumer holds no thread
     * @param before what the context has brought to other channels: it goes on with a message's outputs
     */
    private record Arrival(List<String> channels, Message<?> message, @Nullable Turn turn, @Nullable Arrival before) {

        /** {@return what the context has brought to one of the channels; {@code null} when there is nothing} */
        static @Nullable Arrival find(@Nullable Arrival last, List<String> channels) {
            for (Arrival arrival = last; arrival != null; arrival = arrival.before) {
                if (!Collections.disjoint(arrival.channels, channels)) {
                    return arrival;
                }
            }
            return null;
        }
    }

    /** The consumers of each guarded channel that hold threads, by its name; an empty list for a channel without. */
    private final Map<String, List<GuardedMethodSpec>> holders = new HashMap<>();

    private final Places places;
    /** For how many consumers more there is a place of their own. */
    private final AtomicInteger ownPlaces;
    private final List<MessageReader> readers;
    private final VertxInternal vertx;
    private final List<DemandPauser> pausers = new CopyOnWriteArrayList<>();

    GuardedChannels(GuardedMethodSpecs specs, EventIdempotencyConfig config, @All List<MessageReader> readers, Vertx vertx) {
        for (GuardedMethodSpec spec : specs.specs()) {
            for (String channel : spec.channels()) {
                List<GuardedMethodSpec> held = holders.computeIfAbsent(channel, name -> new ArrayList<>());
                if (spec.heldThread() != HeldThread.NONE && config.enabled()) {
                    held.add(spec);
                }
            }
        }
        int waiting = WaitingThreadLimit.of(config);
        this.places = new Places(waiting);
        this.ownPlaces = new AtomicInteger(waiting);
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
        if (Collections.disjoint(holders.keySet(), names)) {
            return messages;
        }
        ContextInternal root = vertx.createEventLoopContext();
        Multi<? extends Message<?>> arriving = isConnector ? pausable(messages).map(this::requeueable) : messages;
        List<GuardedMethodSpec> held = names.stream().flatMap(name -> holders.getOrDefault(name, List.of()).stream()).toList();
        if (held.isEmpty()) {
            return arriving.map(message -> keep(message, names, root, null));
        }
        boolean wrapped = held.stream().allMatch(spec -> spec.settling() == Settling.FRAMEWORK && !spec.takesMessages());
        long workers = held.stream().filter(spec -> spec.heldThread() != HeldThread.OWN).count();
        boolean own = takeOwn((int) workers);
        if (own && held.stream().noneMatch(spec -> spec.heldThread() == HeldThread.WORKERS)) {
            // none holds more than the thread of its own place; what queues up behind a body holds none
            return arriving.map(message -> keep(message, names, root, new Turn(), wrapped));
        }
        Places ofChannel = own ? new Places(1) : null;
        AtomicInteger subscribers = new AtomicInteger();
        return arriving.onSubscription().invoke(subscribers::incrementAndGet).onItem()
                .transformToUniAndConcatenate(message -> places.turn(ofChannel, consumers(held, subscribers), root)
                        .map(turn -> keep(message, names, root, turn, wrapped)));
    }

    /** {@return how many consumers get one message: a broadcast is made of what is decorated, or decorated for each of them} */
    private static int consumers(List<GuardedMethodSpec> held, AtomicInteger subscribers) {
        return held.size() == 1 ? 1 : Math.max(1, held.size() / subscribers.get());
    }

    /** {@return whether there were so many} */
    private boolean takeOwn(int number) {
        return ownPlaces.getAndUpdate(left -> left >= number ? left - number : left) >= number;
    }

    /** @param wrapped whether the message is settled by its framework, which hands on its payload alone */
    private static Message<?> keep(Message<?> message, List<String> channels, ContextInternal root, Turn turn,
            boolean wrapped) {
        return keep(wrapped ? new TurnMessage<>(message, turn) : message, channels, root, turn);
    }

    private Multi<? extends Message<?>> pausable(Multi<? extends Message<?>> messages) {
        DemandPauser pauser = new DemandPauser();
        pausers.add(pauser);
        return messages.pauseDemand().bufferUnconditionally().using(pauser);
    }

    /**
     * Lets no messages in any more, before the store is closed, which fails deliveries: connectors are stopped long after. What
     * is on its way is kept and not settled, and so delivered again. Messages within the application go on.
     */
    void pause(@Observes @Priority(Integer.MAX_VALUE - 1) ShutdownEvent event) {
        pausers.stream().filter(DemandPauser::isBound).forEach(DemandPauser::pause);
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
    static String withoutCopy(String channel) {
        return ConcurrencyConnectorConfig.isConcurrencyChannelName(channel)
                ? ConcurrencyConnectorConfig.stripChannelNameOfSeparator(channel)
                : channel;
    }

    /**
     * One context holds one message of a channel: of those that one message was split into, each further one gets its own. So
     * does one that a body sends: on that body's context its consumer would be called at once, from within the body, and wait
     * for it where it is of the same event.
     */
    private static Message<?> keep(Message<?> message, List<String> channels, ContextInternal root, @Nullable Turn turn) {
        LocalContextMetadata own = message.getMetadata().get(LocalContextMetadata.class).orElse(null);
        if (own == null) {
            return keepIn(root.duplicate(), message, channels, turn);
        }
        Context context = own.context();
        if (VertxContext.isDuplicatedContext(context)) {
            Arrival before = context.getLocal(ARRIVAL);
            if (Arrival.find(before, channels) == null && RunningBody.here() == null) {
                context.putLocal(ARRIVAL, new Arrival(channels, message, turn, before));
                return message;
            }
        }
        return keepIn(VertxContext.newNestedContext(context), message, channels, turn);
    }

    /**
     * {@return a message that no connector delivered, as it arrives at the consumers of channels that are called on a context}
     */
    public static Message<?> arrived(Context context, Message<?> message, List<String> channels) {
        return keepIn(context, message, channels, null);
    }

    private static Message<?> keepIn(Context context, Message<?> message, List<String> channels, @Nullable Turn turn) {
        Message<?> arrived = message.addMetadata(new LocalContextMetadata(context));
        context.putLocal(ARRIVAL, new Arrival(channels, arrived, turn, context.getLocal(ARRIVAL)));
        return arrived;
    }

    @Override
    public ArrivedMessage arrived(@Nullable Object argument, List<String> channels, OwnIdentity identity,
            DeliveryCounters counters) {
        Arrival arrival = arrivalHere(channels);
        Turn turn = arrival == null ? null : arrival.turn;
        if (argument instanceof Message<?> given) {
            return new ReadMessage(given, readers, identity, counters, turn);
        }
        return arrival == null ? ArrivedMessage.NONE : new ReadMessage(arrival.message, readers, identity, counters, turn);
    }

    private static @Nullable Arrival arrivalHere(List<String> channels) {
        Context context = Vertx.currentContext();
        return context == null || !VertxContext.isDuplicatedContext(context) ? null
                : Arrival.find(context.getLocal(ARRIVAL), channels);
    }
}
