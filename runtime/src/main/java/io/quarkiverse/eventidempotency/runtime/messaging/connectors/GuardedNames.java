package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

/** The names of the channels that guarded methods consume. */
public interface GuardedNames {

    boolean isGuarded(String channel);
}
