package org.acme.brokers;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.PublisherDecorator;

/** How often each message has been delivered, and its body has run. */
@Singleton
public class Journal implements PublisherDecorator {

    private final ConcurrentMap<String, Integer> deliveries = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> bodies = new ConcurrentHashMap<>();

    private final CompletableFuture<Void> released = new CompletableFuture<>();

    @Override
    public Multi<? extends Message<?>> decorate(Multi<? extends Message<?>> messages, List<String> channels,
            boolean isConnector) {
        return messages.invoke(message -> deliveries.merge(name(channels.get(0), message.getPayload()), 1, Integer::sum));
    }

    /**
     * A body: payloads that begin with {@code bad} fail, those that begin with {@code bad-once} at their first time; those that
     * begin with {@code held} end when they are released.
     */
    Uni<Void> run(String channel, String payload) {
        int times = bodies.merge(name(channel, payload), 1, Integer::sum);
        if (payload.startsWith("held")) {
            return Uni.createFrom().completionStage(released);
        }
        return payload.startsWith("bad") && (times == 1 || !payload.startsWith("bad-once"))
                ? Uni.createFrom().failure(new IllegalArgumentException(payload))
                : Uni.createFrom().voidItem();
    }

    public void release() {
        released.complete(null);
    }

    public int deliveries(String channel, String payload) {
        return deliveries.getOrDefault(name(channel, payload), 0);
    }

    public int bodies(String channel, String payload) {
        return bodies.getOrDefault(name(channel, payload), 0);
    }

    private static String name(String channel, Object payload) {
        Object text = KeyedOrder.of(payload) instanceof KeyedOrder order ? order.text() : payload;
        return channel + ' ' + text;
    }
}
