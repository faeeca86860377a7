package io.quarkiverse.eventidempotency.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.Fuzz;

class ConfigurationFuzzTest {

    private static final List<String> PROPERTIES = List.of("ttl", "lease", "wait-timeout", "store-retry-timeout",
            "fence-strict", "after-crash", "max-attempts", "store-result", "mode",
            "on-duplicate", "on-in-flight", "on-missing-key", "on-store-failure", "max-result-size", "max-waiting-threads",
            "log-keys",
            "redis.command-timeout", "redis.max-pending", "in-memory.max-records", "scopes.\"orders.on\".ttl",
            "scopes.\"orders.on\".lease", "scopes.\"orders.on\".generation", "scopes.\"orders.on\".fence-strict",
            "scopes.\"orders.on\".on-duplicate", "scopes.\"orders.on\".max-attempts", "scopes.\"orders.on\".mode",
            "scopes.\"orders.on\".store-result", "scopes.none.wait-timeout", "enabled", "key-prefix", "node",
            "identity-sources",
            "allow-bypass", "clean-up.interval", "clean-up.older-than", "scopes.\"orders.on\".on-in-flight",
            "scopes.\"orders.on\".on-missing-key", "scopes.\"orders.on\".after-crash",
            "scopes.\"orders.on\".on-store-failure", "scopes.\"orders.on\".store-retry-timeout",
            "scopes.\"orders.on\".identity-sources", "scopes.\"orders.on\".allow-bypass");
    private static final List<String> VALUES = List.of("0", "1", "-1", "10s", "1H", "PT1H", "-PT1H", "P36501D", "PT0.0001S",
            "9223372036854775807", "9223372036854775807D", "1e9", "true", "skip", "replay", "wait", "10M", "10Q", "", " ");

    @Test
    void aWrongValueNamesItsProperty() {
        Fuzz fuzz = new Fuzz("configuration", 3_000);
        int refused = 0;
        for (int i = 0; i < fuzz.times(); i++) {
            String property = fuzz.oneOf(PROPERTIES);
            String value = fuzz.chance(0.6) ? fuzz.oneOf(VALUES) : fuzz.damaged(fuzz.oneOf(VALUES) + fuzz.text(3));
            Throwable failure = catchThrowable(() -> PolicyResolverTest.resolve(property, value));
            if (failure != null && messages(failure).contains("long overflow")) {
                continue; // millions of years: the framework's own converter gives up, and forgets the property
            }
            if (failure != null) {
                refused++;
                assertThat(messages(failure).replace("\"", "")).as(property + "=" + value + ": " + failure)
                        .contains("quarkus.event-idempotency." + property.replace("\"", ""));
            }
        }
        assertThat(refused).isBetween(fuzz.times() / 10, fuzz.times() * 95 / 100);
    }

    private static String messages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        return messages.toString();
    }
}
