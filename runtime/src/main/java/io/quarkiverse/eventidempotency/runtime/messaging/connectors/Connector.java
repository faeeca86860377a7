package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;

/**
 * The connectors with their strategies, identities and checks. Any other connector, such as the in-memory one, has no checks,
 * and its messages have no headers. Loads no class of a connector: beans do, of which the application has those whose connector
 * it has.
 */
public enum Connector {

    KAFKA("smallrye-kafka", Set.of(Names.HEADER, "kafkaKey", Names.MESSAGE_ID, Names.IDENTITY), false,
            new Bean("KafkaReader", "io.smallrye.reactive.messaging.kafka.api."
                    + "IncomingKafkaRecordMetadata"),
            new Bean("KafkaResultTypes", "io.smallrye.reactive.messaging.kafka.Record")) {

        private static final String MAX_AGE = "throttled.unprocessed-record-max-age.ms";
        private static final long DEFAULT_MAX_AGE_MILLIS = 60_000;
        private static final String ORDERED = "throttled.ordered";

        @Override
        public void check(ChannelConfig ofChannel, GuardPolicy policy, Set<String> warned) {
            ChannelConfig channel = ofChannel.orElse(KafkaClusters.CLIENTS);
            boolean autoCommit = acknowledgesEarly(channel, "enable.auto.commit", warned);
            if (nacks(policy)) {
                dropsWhatFails(channel, "ignore", "fail", "fail, delayed-retry-topic or dead-letter-queue", warned);
            }
            String commits = channel.attribute("commit-strategy", autoCommit ? "ignore" : "throttled");
            String order = channel.attribute(ORDERED, "");
            if (commits.equals("throttled") && !order.isEmpty() && warned.add(channel.property(ORDERED))) {
                IdempotencyLog.START.skipsRecords(channel.channel(), channel.property(ORDERED), order);
            }
            long maxAge = channel.number(MAX_AGE, DEFAULT_MAX_AGE_MILLIS);
            long held = policy.leaseMillis() + policy.storeRetryMillis();
            String scope = PolicyResolver.nameOf(policy.scope());
            if (!policy.observe() && commits.equals("throttled") && maxAge > 0 && held >= maxAge
                    && warned.add(channel.property(MAX_AGE + scope))) {
                IdempotencyLog.START.heldForTooLong(channel.channel(), held, channel.property(MAX_AGE), maxAge, scope);
            }
        }
    },

    RABBITMQ("smallrye-rabbitmq", Set.of(Names.HEADER, Names.MESSAGE_ID, Names.IDENTITY), true, new Bean("RabbitMqReader",
            "io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata")) {

        @Override
        public void check(ChannelConfig channel, GuardPolicy policy, Set<String> warned) {
            if (!acknowledgesEarly(channel, "auto-acknowledgement", warned) && nacks(policy)) {
                dropsWhatFails(channel, "accept", "reject", "reject, requeue or fail", warned);
            }
        }
    },

    /** A delivery that fails for the store's sake is released, whatever the failure strategy. */
    AMQP("smallrye-amqp", Set.of(Names.HEADER, Names.MESSAGE_ID, Names.IDENTITY), true,
            new Bean("AmqpReader", "io.smallrye.reactive.messaging.amqp.IncomingAmqpMetadata")) {

        @Override
        public void check(ChannelConfig channel, GuardPolicy policy, Set<String> warned) {
            acknowledgesEarly(channel, "auto-acknowledgement", warned);
        }
    },

    NATS("quarkus-jetstream", Set.of(Names.HEADER, Names.MESSAGE_ID, Names.IDENTITY), true, new Bean("NatsReader",
            "io.quarkiverse.reactive.messaging.nats.jetstream.client.api.SubscribeMessageMetadata")),

    MQTT("smallrye-mqtt", Set.of("mqttTopic"), false,
            new Bean("MqttReader", "io.smallrye.reactive.messaging.mqtt.ReceivingMqttMessageMetadata"),
            new Bean("MqttAcknowledgement", "io.smallrye.reactive.messaging.mqtt.session.MqttClientSessionOptions")) {

        @Override
        public void check(ChannelConfig channel, GuardPolicy policy, Set<String> warned) {
            List<String> missing = MqttSession.missing(channel);
            if (!missing.isEmpty() && warned.add(channel.channel() + " session")) {
                IdempotencyLog.START.losesUnacknowledged(channel.channel(), String.join(", ", missing));
            }
            if (nacks(policy)) {
                dropsWhatFails(channel, "ignore", "fail", "fail", warned);
            }
        }
    };

    private final String connectorName;
    private final Set<String> attributes;
    private final boolean assignsIds;
    private final List<Bean> beans;

    /** A bean of this package, and a class of the connector that it needs. */
    private record Bean(String simpleName, String needed) {
    }

    /** The attributes of most connectors' messages, as the methods are called that read them. */
    private static final class Names {

        static final String HEADER = "header";
        static final String MESSAGE_ID = "messageId";
        static final String IDENTITY = "identity";
    }

    Connector(String connectorName, Set<String> attributes, boolean assignsIds, Bean... beans) {
        this.connectorName = connectorName;
        this.attributes = attributes;
        this.assignsIds = assignsIds;
        this.beans = List.of(beans);
    }

    /** {@return the connector of that name in configuration; {@code null} for one without checks} */
    public static @Nullable Connector named(@Nullable String name) {
        for (Connector connector : values()) {
            if (connector.connectorName.equals(name)) {
                return connector;
            }
        }
        return null;
    }

    /**
     * {@return whether messages of a connector may have an attribute. Those of the in-memory connector, which tests use in the
     * place of another one, may have all. Any connector's messages may be CloudEvents.}
     *
     * @param attribute the method that reads it
     */
    public static boolean mayHave(String name, String attribute) {
        Connector connector = named(name);
        return name.equals("smallrye-in-memory") || attribute.equals("cloudEvent")
                || connector != null && connector.attributes.contains(attribute);
    }

    /** {@return whether messages have ids that identify the message, and not the event} */
    public boolean assignsIds() {
        return assignsIds;
    }

    /** {@return the names of the classes of its beans, as far as the application has the classes that they need} */
    public List<String> beans(Predicate<String> isPresent) {
        return beans.stream().filter(bean -> isPresent.test(bean.needed()))
                .map(bean -> Connector.class.getPackageName() + '.' + bean.simpleName()).toList();
    }

    /**
     * Warns, at start, of a channel whose configuration could lose messages or make the channel unhealthy.
     *
     * @param warned what was warned of before: once is enough for a channel that several methods consume
     */
    public void check(ChannelConfig channel, GuardPolicy policy, Set<String> warned) {
    }

    /** Warns where an attribute makes the connector acknowledge messages before they are processed. */
    private static boolean acknowledgesEarly(ChannelConfig channel, String attribute, Set<String> warned) {
        boolean early = channel.isTrue(attribute);
        if (early && warned.add(channel.property(attribute))) {
            IdempotencyLog.START.acknowledgesEarly(channel.channel(), channel.property(attribute));
        }
        return early;
    }

    /** Warns where the failure strategy drops a message whose delivery fails, and names the strategies that do not. */
    private static void dropsWhatFails(ChannelConfig channel, String strategy, String byDefault, String remedy,
            Set<String> warned) {
        String property = channel.property("failure-strategy");
        if (channel.attribute("failure-strategy", byDefault).equalsIgnoreCase(strategy) && warned.add(property)) {
            IdempotencyLog.START.dropsWhatFails(channel.channel(), property, strategy, remedy);
        }
    }

    /** {@return whether a delivery may fail without its body having failed, though another one would do} */
    private static boolean nacks(GuardPolicy policy) {
        return !policy.observe()
                && (policy.onStoreFailure() == OnStoreFailure.FAIL || policy.onInFlight() == OnInFlight.FAIL);
    }
}
