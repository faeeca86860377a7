package io.quarkiverse.eventidempotency;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * An event that is being processed elsewhere, where {@code onInFlight} is {@code REJECT} or waiting for it took longer than
 * {@code waitTimeout}. The body has not run; the event is worth another try after {@link #remainingLease()}.
 */
public class EventInFlightException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    private final Duration remainingLease;

    public EventInFlightException(String message, @Nullable String scope, @Nullable String key, Duration remainingLease) {
        super(message, scope, key, null);
        this.remainingLease = remainingLease;
    }

    /** {@return how long the owner's lease still ran when it was last asked for; its owner may renew it} */
    public Duration remainingLease() {
        return remainingLease;
    }
}
