package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.guard.AheadGuard;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.ChannelConfig;
import io.quarkus.smallrye.reactivemessaging.runtime.QuarkusMediatorConfiguration;
import io.quarkus.smallrye.reactivemessaging.runtime.SmallRyeReactiveMessagingRecorder.SmallRyeReactiveMessagingContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.multi.AbstractMultiOperator;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.reactive.messaging.MediatorConfiguration.Consumption;
import io.smallrye.reactive.messaging.Shape;
import io.smallrye.reactive.messaging.SubscriberDecorator;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/**
 * Puts a {@linkplain MessageWindow window} in front of each guarded consumer that handles one message after another: behind
 * the conversion of payloads, so that keys can be taken. Consumers with outputs, which wait for their completions, consumers
 * that share a channel, those with further parameters, and those that keep their records in their own transactions have none.
 */
@Singleton
public final class ConsumerWindows implements SubscriberDecorator {

    /** By the channels that they consume. */
    private final Map<List<String>, WindowedConsumer> consumers = new HashMap<>();
    private final ConsumerThreads threads;
    private final VertxInternal vertx;

    ConsumerWindows(GuardedMethodSpecs specs, EventIdempotencyConfig config, SmallRyeReactiveMessagingContext messaging,
            ConsumerThreads threads, Vertx vertx) {
        this.threads = threads;
        this.vertx = (VertxInternal) vertx;
        if (!config.enabled()) {
            return;
        }
        for (GuardedMethodSpec spec : specs.specs()) {
            List<QuarkusMediatorConfiguration> mediators = messaging.getMediatorConfigurations().stream()
                    .filter(mediator -> mediator.getIncoming().stream().anyMatch(spec.channels()::contains)).toList();
            if (!spec.takesBatches() && !spec.inTransaction() && mediators.size() == 1 && isOneByOne(mediators.get(0))) {
                consumers.put(sorted(mediators.get(0).getIncoming()), new WindowedConsumer(spec));
            }
        }
    }

    private static boolean isOneByOne(QuarkusMediatorConfiguration mediator) {
        return mediator.shape() == Shape.SUBSCRIBER
                && (mediator.consumption() == Consumption.PAYLOAD || mediator.consumption() == Consumption.MESSAGE)
                && (!mediator.isBlocking() || mediator.isBlockingExecutionOrdered())
                // else messages are taken before their turn, to be acknowledged
                && mediator.getAcknowledgment() != Acknowledgment.Strategy.PRE_PROCESSING
                && mediator.getParameterDescriptor().getTypes().size() == 1;
    }

    private static List<String> sorted(List<String> channels) {
        return channels.stream().map(ChannelConfig::withoutCopy).sorted().toList();
    }

    /** {@return the consumer whose messages pass through a window; {@code null} when there is none} */
    @Nullable
    WindowedConsumer of(List<String> channels) {
        for (WindowedConsumer consumer : consumers.values()) {
            if (consumer.spec().channels().stream().anyMatch(channels::contains)) {
                return consumer;
            }
        }
        return null;
    }

    /** {@return whether there is a window, for which the guard of the method is there now} */
    boolean bound(GuardedMethodSpec spec, AheadGuard guard, ReadMessage.Finder messages) {
        WindowedConsumer consumer = of(spec.channels());
        if (consumer == null) {
            return false;
        }
        consumer.bind(guard, messages);
        return true;
    }

    @Override
    public Multi<? extends Message<?>> decorate(Multi<? extends Message<?>> messages, List<String> channels,
            boolean isConnector) {
        WindowedConsumer consumer = consumers.get(sorted(channels));
        if (consumer == null) {
            return messages;
        }
        boolean shares = consumer.spec().heldThread() == HeldThread.WORKER && !threads.takeOwn(1);
        return new AbstractMultiOperator<Message<?>, Message<?>>(messages) {
            @Override
            public void subscribe(MultiSubscriber<? super Message<?>> subscriber) {
                MessageWindow window = new MessageWindow(consumer, shares ? threads.shared() : null,
                        vertx.createEventLoopContext(), subscriber);
                consumer.windows().add(window);
                upstream.subscribe().withSubscriber(Infrastructure.onMultiSubscription(upstream, window));
            }
        };
    }

    /**
     * The application stops: nothing is claimed ahead any more. Messages of connectors are not passed on either; those within
     * the application are, since bodies may wait for what comes of them.
     */
    void stop() {
        consumers.values().forEach(consumer -> consumer.windows()
                .forEach(window -> window.close(consumer.isFedByConnectorsOnly())));
    }
}
