package io.quarkiverse.eventidempotency;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * An event that is being processed elsewhere, where {@code onInFlight} is {@code FAIL} or waiting for it took longer than
 * {@code waitTimeout}. The body has not run; the event is worth another try after {@link #remainingLease()}.
 */
public class EventInFlightException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /** How long the owner's lease still ran. */
    private final Duration remainingLease;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     * @param remainingLease how long the owner's lease still runs
     */
    public EventInFlightException(String message, @Nullable String scope, @Nullable String key, Duration remainingLease) {
        super(message, scope, key, null);
        this.remainingLease = remainingLease;
    }

    /** {@return how long the owner's lease still ran when it was last asked for; its owner may renew it} */
    public Duration remainingLease() {
        return remainingLease;
    }
}
