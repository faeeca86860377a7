package io.quarkiverse.eventidempotency.runtime.engine.delivery;

/** A key that a body holds while it runs. */
public interface HeldKey {

    /** {@return whether the body may still be running} */
    boolean isOpen();

    /** {@return the key with the prefix of its scope} */
    String storeKey();

    /** {@return the number of the attempt, from 1} */
    int attempt();

    /** {@return the fence of the attempt; 0 where there is none} */
    long fence();
}
