package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.List;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.MessageFinder;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.KafkaClusters;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageReader;

/**
 * Finds the messages of one method.
 *
 * @param channels the channels that the method consumes
 * @param sources the sources of a message's own identity, first match first
 * @param clusters the Kafka clusters that its records come from
 * @param counters what counts headers that cannot be used
 */
record MethodMessages(List<String> channels, List<MessageReader> readers, List<IdentitySource> sources,
        KafkaClusters clusters, DeliveryCounters counters) implements MessageFinder {

    @Override
    public ArrivedMessage find(@Nullable Object argument) {
        Arrival arrival = Arrival.here(channels);
        Turn turn = arrival == null ? null : arrival.turn();
        if (argument instanceof Message<?> given) {
            return new ReadMessage(given, this, turn);
        }
        return arrival == null ? ArrivedMessage.NONE : new ReadMessage(arrival.message(), this, turn);
    }
}
