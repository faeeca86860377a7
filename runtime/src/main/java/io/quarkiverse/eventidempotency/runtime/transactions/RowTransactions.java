package io.quarkiverse.eventidempotency.runtime.transactions;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTransaction;

/** Finds the transactions that records are written in. There is a bean of it where the application has JTA and Agroal. */
public interface RowTransactions {

    /**
     * Prepares the claims of one method.
     *
     * @param terms the part of its claims that is always the same
     */
    Source of(RowTerms terms);

    /** Finds the transaction of a delivery. */
    interface Source {

        /** {@return the transaction that is active on the calling thread; {@code null} for none} */
        @Nullable
        RowTransaction here();
    }
}
