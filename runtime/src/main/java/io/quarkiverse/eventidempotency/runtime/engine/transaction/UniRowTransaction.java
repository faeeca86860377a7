package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;

/** The port to the table of records within one transaction whose database is not waited for. Statements are sent at once. */
public interface UniRowTransaction {

    /**
     * Claims the key: writes its row, unless there is one that has not expired.
     *
     * @return the reply, or the failure of the database; then the body does not run
     */
    @CheckReturnValue
    Uni<RowReply> claim(RowClaim claim);

    /**
     * Stores the result in the claimed row.
     *
     * @param result the result as JSON
     * @return nothing, or the failure of the database; then the transaction must not commit
     */
    @CheckReturnValue
    Uni<Void> complete(RowClaim claim, String result);

    /**
     * Removes the claimed row, since its body has failed. Where it cannot, the transaction does not commit, and the reason is
     * suppressed in the failure.
     *
     * @return nothing, and never a failure
     */
    @CheckReturnValue
    Uni<Void> withdraw(RowClaim claim, Throwable failure);

    /** {@return whether neither a commit nor a rollback has been requested, as far as that is known} */
    boolean isOpen();

    /** Makes sure that the transaction does not commit. */
    void doom();

    /** {@return the transaction, as work that ends} */
    OuterWork work();
}
