package io.quarkiverse.eventidempotency.runtime.engine.delivery;

/** Receives the decision about a claim, once, on any thread. */
public interface ClaimListener {

    /** The claim is decided. A held claim that is no longer wanted must be released. */
    void decided(ClaimOutcome outcome);

    /** The delivery ends without its body, since the engine or its store is closed. */
    void stopped(Throwable reason);

    /**
     * The delivery has to wait for another one.
     *
     * @return whether it may; if not, it is refused
     */
    boolean waitsForOwner();

    /** The delivery has to wait for the store. */
    default void waitsForStore() {
    }
}
