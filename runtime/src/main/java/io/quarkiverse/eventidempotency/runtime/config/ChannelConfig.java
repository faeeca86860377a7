package io.quarkiverse.eventidempotency.runtime.config;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one incoming channel, found as its connector finds it: what is set for the channel, else for all of
 * the connector's channels.
 */
final class ChannelConfig {

    private static final String KAFKA = "smallrye-kafka";
    private static final String INCOMING = "mp.messaging.incoming.";
    private static final String CONNECTOR = ".connector";

    private final Config config;
    private final String channel;
    private final String prefix;
    private final @Nullable String connector;

    ChannelConfig(Config config, String channel) {
        this.config = config;
        this.channel = channel;
        this.prefix = INCOMING + (channel.contains(".") ? '"' + channel + '"' : channel) + '.';
        this.connector = config.getOptionalValue(prefix + "connector", String.class).orElse(null);
    }

    String channel() {
        return channel;
    }

    /** {@return the connector's name; {@code null} for a channel inside the application} */
    @Nullable
    String connector() {
        return connector;
    }

    boolean enabled() {
        return !"false".equalsIgnoreCase(attribute("enabled", "true"));
    }

    /** {@return the name of the property that sets an attribute of this channel} */
    String property(String attribute) {
        return prefix + attribute;
    }

    String attribute(String name, String otherwise) {
        Optional<String> value = own(name);
        return (value.isEmpty() && isKafka() ? ofKafkaClients(config, name) : value).orElse(otherwise);
    }

    /** {@return an attribute that is set for this channel, or for all of the connector's} */
    Optional<String> own(String name) {
        return value(config, property(name)).or(() -> ofConnector(config, String.valueOf(connector), name));
    }

    boolean isKafka() {
        return KAFKA.equals(connector);
    }

    /** {@return an attribute that is set for all Kafka channels, or for all Kafka clients of the application} */
    static Optional<String> ofKafka(Config config, String name) {
        return ofConnector(config, KAFKA, name).or(() -> ofKafkaClients(config, name));
    }

    private static Optional<String> ofConnector(Config config, String connector, String name) {
        return value(config, "mp.messaging.connector." + connector + '.' + name);
    }

    private static Optional<String> ofKafkaClients(Config config, String name) {
        return value(config, "kafka." + name);
    }

    private static Optional<String> value(Config config, String property) {
        return config.getOptionalValue(property, String.class).map(String::strip);
    }

    /** {@return the incoming channels that have a connector, sorted} */
    static Set<String> incoming(Config config) {
        Set<String> channels = new TreeSet<>();
        for (String property : config.getPropertyNames()) {
            if (property.startsWith(INCOMING) && property.endsWith(CONNECTOR)
                    && property.length() > INCOMING.length() + CONNECTOR.length()) {
                String name = property.substring(INCOMING.length(), property.length() - CONNECTOR.length());
                channels.add(name.startsWith("\"") && name.endsWith("\"") ? name.substring(1, name.length() - 1) : name);
            }
        }
        return channels;
    }

    boolean isTrue(String attribute) {
        return Boolean.parseBoolean(attribute(attribute, "false"));
    }

    /** {@return a number; {@code otherwise} where there is none, or one that the connector will complain of} */
    long number(String attribute, long otherwise) {
        try {
            return Long.parseLong(attribute(attribute, Long.toString(otherwise)));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
