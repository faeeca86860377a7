package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The way of one message through a consumer that returns its result, from where its channel passes it on until it is settled.
 */
final class Turn {

    private final AtomicReference<@Nullable Places> place;
    private volatile boolean settledHere;
    private volatile boolean unsettled;

    /** @param place where it has a place; {@code null} when its consumer holds no thread that others could lack */
    Turn(@Nullable Places place) {
        this.place = new AtomicReference<>(place);
    }

    /** The message is settled by its framework, through this. */
    void settlesHere() {
        settledHere = true;
    }

    /** Its delivery does not wait for another one, or no more. Calls after the first one do nothing. */
    void decided() {
        Places held = place.getAndSet(null);
        if (held != null) {
            held.giveBack();
        }
    }

    /**
     * Leaves the message neither acknowledged nor rejected, whatever its consumer returns.
     *
     * @return whether that is so
     */
    boolean leaveUnsettled() {
        unsettled = true;
        return settledHere;
    }

    boolean isLeftUnsettled() {
        return unsettled;
    }
}
