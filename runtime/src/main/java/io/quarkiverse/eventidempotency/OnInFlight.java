package io.quarkiverse.eventidempotency;

/** What a delivery does whose event is being processed elsewhere at this moment. */
public enum OnInFlight {

    /**
     * It waits: it is a duplicate once the owner completes, and claims the key itself once the owner fails or its lease
     * ends. After {@link Idempotent#waitTimeout()} it goes on as {@link #FAIL}; a message consumer
     * ({@code @Incoming}) logs a warning instead and waits on, which holds its channel back.
     */
    WAIT,

    /** It fails at once with an {@link EventInFlightException}. */
    FAIL,

    /**
     * It ends at once with {@code null} (or {@code Optional.empty()}) and its body does not run.
     * <p>
     * An event can be lost with it: when the skipped message is acknowledged and the owner crashes afterwards, nobody is
     * left to run the body. Never use it where an event must not be lost.
     */
    SKIP
}
