package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.List;
import java.util.function.Function;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ConsumerTurn;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.KeyText;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.HeaderText;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.KafkaClusters;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageReader;
import io.smallrye.reactive.messaging.ce.CloudEventMetadata;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;

/** A message as the readers of the connectors see it. */
final class ReadMessage implements ArrivedMessage {

    private static final String KEY_HEADER = "idempotency-key";

    private final Message<?> message;
    private final Finder messages;
    private final @Nullable Turn turn;
    private boolean decided;

    /** @param turn the turn of the message; {@code null} when its consumer holds no thread */
    ReadMessage(Message<?> message, Finder messages, @Nullable Turn turn) {
        this.message = message;
        this.messages = messages;
        this.turn = turn;
    }

    /**
     * Finds the messages of one method.
     *
     * @param sources the sources of a message's own identity, first match first
     * @param clusters the Kafka clusters that its records come from
     * @param counters what counts headers that cannot be used
     */
    record Finder(List<String> channels, List<MessageReader> readers, List<IdentitySource> sources, KafkaClusters clusters,
            DeliveryCounters counters) implements Function<@Nullable Object, ArrivedMessage> {

        @Override
        public ArrivedMessage apply(@Nullable Object argument) {
            Arrival arrival = Arrival.here(channels);
            Turn turn = arrival == null ? null : arrival.turn();
            if (argument instanceof Message<?> given) {
                return new ReadMessage(given, this, turn);
            }
            return arrival == null ? ArrivedMessage.NONE : new ReadMessage(arrival.message(), this, turn);
        }
    }

    private <R> @Nullable R read(Function<MessageReader, @Nullable R> what) {
        for (MessageReader reader : messages.readers()) {
            R read = what.apply(reader);
            if (read != null) {
                return read;
            }
        }
        return null;
    }

    @Override
    public @Nullable String header(String name) {
        Object value = read(reader -> reader.header(message, name));
        String text = HeaderText.of(value);
        if (value != null && text == null) {
            messages.counters().met(DeliveryIncident.MALFORMED_HEADER);
        }
        return text;
    }

    @Override
    public Iterable<Object> metadata() {
        return message.getMetadata();
    }

    @Override
    public @Nullable String kafkaKey() {
        return read(reader -> reader.kafkaKey(message));
    }

    @Override
    public @Nullable String mqttTopic() {
        return read(reader -> reader.mqttTopic(message));
    }

    @Override
    public @Nullable String cloudEvent(String attribute) {
        CloudEventMetadata<?> event = cloudEvent();
        if (event == null) {
            return null;
        }
        return switch (attribute) {
            case "id" -> HeaderText.of(event.getId());
            case "source" -> HeaderText.of(event.getSource());
            case "type" -> HeaderText.of(event.getType());
            case "subject" -> HeaderText.of(event.getSubject().orElse(null));
            default -> null;
        };
    }

    /** What a processor says of its output comes before what its input arrived with. */
    private @Nullable CloudEventMetadata<?> cloudEvent() {
        CloudEventMetadata<?> arrived = null;
        for (Object metadata : message.getMetadata()) {
            if (metadata instanceof CloudEventMetadata<?> event) {
                if (!(event instanceof IncomingCloudEventMetadata<?>)) {
                    return event;
                }
                arrived = event;
            }
        }
        return arrived;
    }

    @Override
    public @Nullable String messageId() {
        return first(false);
    }

    @Override
    public @Nullable String identity() {
        return first(true);
    }

    /** @param bySender whether what the sender says of the message counts too */
    private @Nullable String first(boolean bySender) {
        for (IdentitySource source : messages.sources()) {
            String id = switch (source) {
                case HEADER -> bySender ? header(KEY_HEADER) : null;
                case CLOUD_EVENT -> bySender ? cloudEventIdentity() : null;
                case MESSAGE_ID -> brokersId();
                case KAFKA_RECORD -> read(reader -> reader.kafkaRecord(message, messages.clusters()));
            };
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    private @Nullable String cloudEventIdentity() {
        String id = cloudEvent("id");
        String source = cloudEvent("source");
        return id == null || source == null ? null : KeyText.escaped(source) + ':' + KeyText.escaped(id);
    }

    private @Nullable String brokersId() {
        return read(reader -> reader.messageId(message));
    }

    @Override
    public @Nullable String place() {
        String place = read(reader -> reader.place(message));
        if (place != null) {
            return place;
        }
        String id = brokersId();
        return id == null ? null : "message id " + id;
    }

    @Override
    public void decided() {
        if (turn != null && !decided) { // each consumer of the message counts once
            decided = true;
            turn.decided();
        }
    }

    @Override
    public @Nullable ConsumerTurn turn() {
        return turn == null ? null : turn.row();
    }

    @Override
    public @Nullable EventIdentity identityOf(Object[] parameters) {
        return turn == null ? null : turn.identityOf(parameters);
    }

    @Override
    public boolean leaveUnsettled() {
        return turn != null && turn.leaveUnsettled();
    }

    @Override
    public void keepIdentity() {
        for (MessageReader reader : messages.readers()) {
            reader.keepIdentity(message, messages.clusters());
        }
    }

    @Override
    public ArrivedMessage element(int index) {
        List<Message<?>> elements = read(reader -> reader.elements(message));
        return elements == null ? new ListElement(this, index) : new ReadMessage(elements.get(index), messages, null);
    }

    @Override
    public @Nullable Object select(@Nullable Object argument, int[] chosen) {
        Object selected = argument == null ? null : read(reader -> reader.select(argument, chosen));
        return selected == null ? argument : selected;
    }
}
