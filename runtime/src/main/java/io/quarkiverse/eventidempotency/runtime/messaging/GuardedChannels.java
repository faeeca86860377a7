package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.guard.AheadGuard;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;
import io.quarkiverse.eventidempotency.runtime.guard.MessageSource;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.ChannelConfig;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.GuardedNames;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.KafkaClusters;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageReader;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.RequeuePause;
import io.quarkus.arc.All;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.DemandPauser;
import io.smallrye.reactive.messaging.PublisherDecorator;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/**
 * Keeps each message of a guarded channel where the guard finds it: in the duplicated context that its consumer is called on.
 * A message that has none yet, as those of the in-memory connector, gets one.
 */
@Singleton
public final class GuardedChannels implements PublisherDecorator, MessageSource, GuardedNames {

    /** After what dispatches messages on their contexts (0) and wraps them (100, 500). */
    private static final int PRIORITY = 600;

    /** The consumers of each guarded channel that hold threads, by its name; an empty list for a channel without. */
    private final Map<String, List<GuardedMethodSpec>> holders = new HashMap<>();

    private final ConsumerThreads threads;
    private final ConsumerWindows windows;
    private final List<MessageReader> readers;
    private final List<GuardedMethodSpec> specs;
    private final VertxInternal vertx;
    private final RequeuePause pause;
    private final List<DemandPauser> pausers = new CopyOnWriteArrayList<>();

    GuardedChannels(GuardedMethodSpecs specs, EventIdempotencyConfig config, @All List<MessageReader> readers,
            ConsumerThreads threads, ConsumerWindows windows, Vertx vertx) {
        for (GuardedMethodSpec spec : specs.specs()) {
            for (String channel : spec.channels()) {
                List<GuardedMethodSpec> held = holders.computeIfAbsent(channel, name -> new ArrayList<>());
                if (spec.heldThread() != HeldThread.NONE && config.enabled()) {
                    held.add(spec);
                }
            }
        }
        this.threads = threads;
        this.windows = windows;
        this.readers = List.copyOf(readers);
        this.specs = specs.specs();
        this.vertx = (VertxInternal) vertx;
        this.pause = new RequeuePause(vertx);
    }

    @Override
    public int getPriority() {
        return PRIORITY;
    }

    @Override
    public Multi<? extends Message<?>> decorate(Multi<? extends Message<?>> messages, List<String> channels,
            boolean isConnector) {
        List<String> names = channels.stream().map(ChannelConfig::withoutCopy).toList();
        if (Collections.disjoint(holders.keySet(), names)) {
            return messages;
        }
        ContextInternal root = vertx.createEventLoopContext();
        Multi<? extends Message<?>> arriving = messages;
        if (isConnector) {
            boolean divided = hasNoOutput(names);
            arriving = EachMessage.of(settling(pausable(messages), names), message -> rejectable(message, divided));
        }
        WindowedConsumer windowed = windows.of(names);
        if (windowed != null) {
            if (isConnector) {
                windowed.isFed(names);
            }
            return arriving; // the window keeps them, with their turns
        }
        List<GuardedMethodSpec> held = names.stream().flatMap(name -> holders.getOrDefault(name, List.of()).stream()).toList();
        if (held.isEmpty()) {
            return EachMessage.of(arriving, message -> Arrival.keep(message, names, root, null));
        }
        boolean wrapped = held.stream().allMatch(spec -> spec.settling() == Settling.FRAMEWORK && !spec.takesMessages());
        long workers = held.stream().filter(spec -> spec.heldThread() != HeldThread.OWN).count();
        boolean own = threads.takeOwn((int) workers);
        if (own && held.stream().noneMatch(spec -> spec.heldThread() == HeldThread.WORKERS)) {
            // none holds more than the thread of its own place; what queues up behind a body holds none
            return EachMessage.of(arriving, message -> keep(message, names, root, new Turn(), wrapped));
        }
        Places ofChannel = own ? new Places(1) : null;
        AtomicInteger subscribers = new AtomicInteger();
        return arriving.onSubscription().invoke(subscribers::incrementAndGet).onItem()
                .transformToUniAndConcatenate(message -> threads.shared().place(ofChannel, root)
                        .map(place -> keep(message, names, root, new Turn(place, consumers(held, subscribers)), wrapped)));
    }

    /** {@return how many consumers get one message: a broadcast is made of what is decorated, or decorated for each of them} */
    private static int consumers(List<GuardedMethodSpec> held, AtomicInteger subscribers) {
        return held.size() == 1 ? 1 : Math.max(1, held.size() / subscribers.get());
    }

    /** @param wrapped whether the message is settled by its framework, which hands on its payload alone */
    private static Message<?> keep(Message<?> message, List<String> channels, ContextInternal root, Turn turn,
            boolean wrapped) {
        return Arrival.keep(wrapped ? turn.settling(message) : message, channels, root, turn);
    }

    @Override
    public boolean isGuarded(String channel) {
        return holders.containsKey(channel);
    }

    /** {@return the messages, whose settlement reaches their broker also where their connector leaves that out} */
    private Multi<? extends Message<?>> settling(Multi<? extends Message<?>> messages, List<String> channels) {
        ChannelConfig channel = new ChannelConfig(ConfigProvider.getConfig(), channels.get(0));
        return readers.stream().map(reader -> reader.settlement(channel)).filter(Objects::nonNull).findFirst()
                .<Multi<? extends Message<?>>> map(settlement -> EachMessage.of(messages, settlement)).orElse(messages);
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
        windows.stop();
    }

    @Override
    public boolean bound(GuardedMethodSpec spec, AheadGuard guard, Function<@Nullable Object, ArrivedMessage> messages) {
        return windows.bound(spec, guard, (ReadMessage.Finder) messages);
    }

    /**
     * An output has the results of all elements: what is left out of it would never be sent, once the others are acknowledged.
     */
    private boolean hasNoOutput(List<String> channels) {
        return specs.stream().filter(spec -> !Collections.disjoint(spec.channels(), channels))
                .noneMatch(GuardedMethodSpec::resultNeeded);
    }

    /**
     * {@return the message, which is rejected as its broker allows: given back to it, or by its elements}
     *
     * @param divided whether a batch may be rejected by its elements
     */
    private Message<?> rejectable(Message<?> message, boolean divided) {
        for (MessageReader reader : readers) {
            List<Message<?>> elements = divided ? reader.elements(message) : null;
            if (elements != null) {
                return DividedBatch.of(message, elements);
            }
            BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> requeue = reader.requeue(message);
            if (requeue != null) {
                return pause.requeueable(message, requeue);
            }
        }
        return message;
    }

    @Override
    public Function<@Nullable Object, ArrivedMessage> finderOf(GuardedMethodSpec spec, List<IdentitySource> sources,
            DeliveryCounters counters) {
        return new ReadMessage.Finder(spec.channels(), readers, sources, clustersOf(spec), counters);
    }

    /** Methods with one scope take the records of one cluster for the same, whichever of them consumes it. */
    private KafkaClusters clustersOf(GuardedMethodSpec spec) {
        Set<String> channels = specs.stream().filter(other -> Objects.equals(other.scope(), spec.scope()))
                .flatMap(other -> other.channels().stream()).collect(Collectors.toSet());
        return channels.isEmpty() ? KafkaClusters.ONE
                : KafkaClusters.of(channels, ConfigProvider.getConfig(), GuardedChannels::serversOfBean);
    }

    /** A bean can configure a Kafka channel. */
    private static @Nullable String serversOfBean(String identifier) {
        Instance<Map<String, Object>> configuration = Arc.container().select(new TypeLiteral<Map<String, Object>>() {
        }, Identifier.Literal.of(identifier));
        Object servers = configuration.isResolvable() ? configuration.get().get(KafkaClusters.SERVERS) : null;
        return servers == null ? null : servers.toString();
    }

    @Override
    public void check(Map<GuardedMethodSpec, GuardPolicy> methods) {
        ChannelChecks checks = new ChannelChecks(ConfigProvider.getConfig());
        methods.forEach(checks::check);
    }
}
