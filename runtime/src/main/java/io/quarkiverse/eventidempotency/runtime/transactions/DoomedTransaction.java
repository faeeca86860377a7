package io.quarkiverse.eventidempotency.runtime.transactions;

/** Implemented by the transactions of reactive SQL clients, as the build of the application transforms them. */
public interface DoomedTransaction {

    /** {@return whether it will be rolled back, or was: no commit is sent} */
    boolean isDoomed();
}
