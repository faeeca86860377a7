package io.quarkiverse.eventidempotency.runtime.transactions;

/** Implemented by the transactions of reactive SQL clients, as the build of the application transforms them. */
public interface ReportedTransaction {

    /** {@return whether its commit or its rollback has been asked for} */
    boolean isEnding();

    /** {@return whether it is rolled back when it ends} */
    boolean isDoomed();

    /**
     * Lets it commit again. Called where the database has undone the statement whose error has doomed it, by going back to a
     * savepoint.
     */
    void recovered();
}
