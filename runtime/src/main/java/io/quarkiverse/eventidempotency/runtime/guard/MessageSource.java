package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;

/** The channels of the application. There is one bean of it where the application consumes messages. */
public interface MessageSource {

    /**
     * {@return what finds the message of a call: for the message that the method takes as its argument, or {@code null} where
     * it takes the payload, {@link ArrivedMessage#NONE} when it is not called for a message of its channels}
     *
     * @param sources the sources of a message's own identity, first match first
     * @param counters what counts headers that cannot be used
     */
    Function<@Nullable Object, ArrivedMessage> finderOf(GuardedMethodSpec spec, List<IdentitySource> sources,
            DeliveryCounters counters);

    /**
     * The guard of a method is there.
     *
     * @param messages what {@link #finderOf} returned for the method
     * @return whether messages of the method have turns, which its guard is to ask for
     */
    boolean bound(GuardedMethodSpec spec, AheadGuard guard,
            Function<@Nullable Object, ArrivedMessage> messages);

    /** Warns, at start, of channels whose configuration does not go with that of their consumers. */
    void check(Map<GuardedMethodSpec, GuardPolicy> methods);
}
