package io.quarkiverse.eventidempotency.deployment;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/**
 * Keeps Dev Services from starting a Redis that nobody reads: with records in memory, or in transactions alone, the
 * Redis client is there only as a dependency. Whoever uses Redis besides can still switch it on, since any other source outdoes
 * this one.
 */
public final class InMemoryConfigSourceFactory implements ConfigSourceFactory {

    private static final Set<String> WITHOUT_REDIS = Set.of("in-memory", "none");

    /** Below whatever a user can write, above the defaults. */
    private static final int ORDINAL = Integer.MIN_VALUE + 1000;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue store = context.getValue("quarkus.event-idempotency.store");
        if (store.getValue() == null
                || !WITHOUT_REDIS.contains(store.getValue().strip().replace('_', '-').toLowerCase(Locale.ROOT))) {
            return List.of();
        }
        return List.of(new PropertiesConfigSource(Map.of("quarkus.redis.devservices.enabled", "false"),
                "event-idempotency records without Redis", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }
}
