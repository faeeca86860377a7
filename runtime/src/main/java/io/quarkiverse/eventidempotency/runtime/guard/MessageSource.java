package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;
import java.util.Map;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;

/** The channels of the application. There is one bean of it where the application consumes messages. */
public interface MessageSource {

    /**
     * Finds the messages of a method.
     *
     * @param sources the sources of a message's own identity, first match first
     * @param counters what counts headers that cannot be used
     */
    MessageFinder finderOf(GuardedMethodSpec spec, List<IdentitySource> sources, DeliveryCounters counters);

    /** Warns, at start, of channels whose configuration does not go with that of their consumers. */
    void check(Map<GuardedMethodSpec, GuardPolicy> methods);
}
