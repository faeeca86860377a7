package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;

/** The port to the table of records within one transaction, on a thread that waits for the database. */
public interface RowTransaction {

    /**
     * Claims the key: writes its row, unless there is one that has not expired.
     *
     * @throws Exception the failure of the database; the body does not run
     */
    RowReply claim(RowClaim claim) throws Exception;

    /**
     * Stores the result in the claimed row.
     *
     * @param result the result as JSON
     * @throws Exception the failure of the database; the transaction must not commit
     */
    void complete(RowClaim claim, String result) throws Exception;

    /**
     * Checks that the commit stores the claimed row, which has no result.
     *
     * @throws Exception where the transaction will be rolled back, or the database cannot be reached
     */
    void check() throws Exception;

    /**
     * Removes the claimed row, since its body has failed. Where it cannot, the transaction does not commit, and the reason is
     * suppressed in the failure.
     */
    void withdraw(RowClaim claim, Throwable failure);

    /** Makes sure that the transaction does not commit. */
    void doom();

    /** {@return the transaction, as work that ends} */
    OuterWork work();
}
