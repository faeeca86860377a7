package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;

/** The warnings about channels, each logged once for a channel that several methods consume. */
public final class ChannelWarnings {

    private static final String FAILURE_STRATEGY = "failure-strategy";

    private final Set<String> logged = new HashSet<>();

    /** Warns where an attribute makes the connector acknowledge messages before they are processed. */
    boolean acknowledgesEarly(ChannelConfig channel, String attribute) {
        if (channel.isTrue(attribute)) {
            once(channel.property(attribute),
                    () -> IdempotencyLog.START.acknowledgesEarly(channel.channel(), channel.property(attribute)));
            return true;
        }
        return false;
    }

    /**
     * Warns where the failure strategy drops a message whose delivery fails.
     *
     * @param strategy the one that does
     * @param byDefault the strategy where none is set
     * @param remedy the strategies that do not
     */
    void dropsWhatFails(ChannelConfig channel, String strategy, String byDefault, String remedy) {
        if (channel.attribute(FAILURE_STRATEGY, byDefault).toLowerCase(Locale.ROOT).equals(strategy)) {
            once(channel.property(FAILURE_STRATEGY), () -> IdempotencyLog.START.dropsWhatFails(channel.channel(),
                    channel.property(FAILURE_STRATEGY), strategy, remedy));
        }
    }

    void once(String what, Runnable warning) {
        if (logged.add(what)) {
            warning.run();
        }
    }
}
