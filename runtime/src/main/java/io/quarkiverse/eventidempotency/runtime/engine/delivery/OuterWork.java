package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.function.Consumer;

/**
 * Work that a body was called in, and with which stands or falls what the body did: a transaction of its caller. Equal to
 * another one of the same transaction.
 */
public interface OuterWork {

    /**
     * Tells how the work ends. Called once a body has ended well.
     *
     * @param decided called once, on the thread that ends the work, or at once where it has ended or is doomed
     */
    void whenDecided(Consumer<WorkEnd> decided);

    /**
     * Asked on the thread that ends the work.
     *
     * @return whether that thread may wait for the store: an event loop must not, and might wait for itself
     */
    default boolean mayWait() {
        return true;
    }

    /** {@return whether the end of one is awaited for the end of the other} */
    default boolean overlaps(OuterWork other) {
        return other instanceof JoinedWork joined ? joined.works().contains(this) : equals(other);
    }
}
