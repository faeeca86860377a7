package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import io.smallrye.reactive.messaging.providers.impl.ConcurrencyConnectorConfig;

/**
 * The configuration of one incoming channel, found as its connector finds it: what is set for the channel, else for all of
 * the connector's channels.
 */
public final class ChannelConfig {

    private static final String INCOMING = "mp.messaging.incoming.";
    private static final String CONNECTOR = ".connector";

    private final Config config;
    private final String channel;
    private final String prefix;
    private final @Nullable String connector;
    private final @Nullable String otherwise;

    public ChannelConfig(Config config, String channel) {
        this(config, channel, null);
    }

    private ChannelConfig(Config config, String channel, @Nullable String otherwise) {
        this.config = config;
        this.channel = channel;
        this.otherwise = otherwise;
        this.prefix = INCOMING + (channel.contains(".") ? '"' + channel + '"' : channel) + '.';
        this.connector = config.getOptionalValue(prefix + "connector", String.class).orElse(null);
    }

    /** {@return the same, with another prefix of properties for the attributes that are set nowhere} */
    ChannelConfig orElse(String prefix) {
        return new ChannelConfig(config, channel, prefix);
    }

    public String channel() {
        return channel;
    }

    /** {@return the connector's name; {@code null} for a channel inside the application} */
    public @Nullable String connector() {
        return connector;
    }

    public boolean enabled() {
        return !"false".equalsIgnoreCase(attribute("enabled", "true"));
    }

    /** {@return the name of the property that sets an attribute of this channel} */
    String property(String attribute) {
        return prefix + attribute;
    }

    String attribute(String name, String byDefault) {
        return own(name).or(() -> otherwise == null ? Optional.empty() : value(config, otherwise + name)).orElse(byDefault);
    }

    /** {@return an attribute that is set for this channel, or for all of the connector's} */
    Optional<String> own(String name) {
        return value(config, property(name)).or(() -> value(config, "mp.messaging.connector." + connector + '.' + name));
    }

    static Optional<String> value(Config config, String property) {
        return config.getOptionalValue(property, String.class).map(String::strip);
    }

    /** {@return whether an attribute is set for this channel itself, to a value that no other channel has} */
    boolean isOfThisChannelOnly(String name) {
        String own = value(config, property(name)).orElse("");
        if (own.isEmpty()) {
            return false;
        }
        for (String other : config.getPropertyNames()) {
            if (other.startsWith("mp.messaging.") && other.endsWith('.' + name) && !other.equals(property(name))
                    && value(config, other).filter(own::equals).isPresent()) {
                return false;
            }
        }
        return true;
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

    /** The copies that a channel with a {@code concurrency} consists of are called {@code channel$1}, {@code channel$2}. */
    public static String withoutCopy(String channel) {
        return ConcurrencyConnectorConfig.isConcurrencyChannelName(channel)
                ? ConcurrencyConnectorConfig.stripChannelNameOfSeparator(channel)
                : channel;
    }

    boolean isTrue(String attribute) {
        return Boolean.parseBoolean(attribute(attribute, "false"));
    }

    /** {@return a number; {@code byDefault} where there is none, or one that the connector will complain of} */
    long number(String attribute, long byDefault) {
        try {
            return Long.parseLong(attribute(attribute, Long.toString(byDefault)));
        } catch (NumberFormatException e) {
            return byDefault;
        }
    }
}
