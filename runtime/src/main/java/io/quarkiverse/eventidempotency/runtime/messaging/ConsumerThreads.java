package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;

/** How many worker threads the deliveries of consumers may hold while they wait. */
@Singleton
final class ConsumerThreads {

    private final Places shared;
    /** For how many consumers more there is a place of their own. */
    private final AtomicInteger own;

    ConsumerThreads(EventIdempotencyConfig config) {
        int waiting = PolicyResolver.waitingThreads(config);
        this.shared = new Places(waiting);
        this.own = new AtomicInteger(waiting);
    }

    /** {@return the places of messages whose consumers have none of their own} */
    Places shared() {
        return shared;
    }

    /** {@return whether there were so many places of their own for consumers} */
    boolean takeOwn(int number) {
        return own.getAndUpdate(left -> left >= number ? left - number : left) >= number;
    }
}
