package io.quarkiverse.eventidempotency.runtime;

import java.util.Optional;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one incoming channel, found as its connector finds it: what is set for the channel, else for all of
 * the connector's channels.
 */
final class ChannelConfig {

    private static final String KAFKA = "smallrye-kafka";

    private final Config config;
    private final String channel;
    private final String prefix;
    private final @Nullable String connector;

    ChannelConfig(Config config, String channel) {
        this.config = config;
        this.channel = channel;
        this.prefix = "mp.messaging.incoming." + (channel.contains(".") ? '"' + channel + '"' : channel) + '.';
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
        Optional<String> value = config.getOptionalValue(property(name), String.class);
        if (value.isEmpty()) {
            value = config.getOptionalValue("mp.messaging.connector." + connector + '.' + name, String.class);
        }
        if (value.isEmpty() && KAFKA.equals(connector)) { // for all Kafka clients of the application
            value = config.getOptionalValue("kafka." + name, String.class);
        }
        return value.map(String::strip).orElse(otherwise);
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
