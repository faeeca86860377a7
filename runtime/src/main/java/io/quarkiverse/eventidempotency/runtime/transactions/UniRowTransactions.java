package io.quarkiverse.eventidempotency.runtime.transactions;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowTransaction;

/** Finds the reactive transactions that records are written in. There is a bean of it where the application has SQL clients. */
public interface UniRowTransactions {

    /**
     * Prepares the claims of one method.
     *
     * @param terms the part of its claims that is always the same
     */
    Source of(RowTerms terms);

    /** Finds the transaction of a delivery. */
    interface Source {

        /**
         * {@return the transaction that is open on the caller's context; {@code null} for none}
         *
         * @throws IllegalStateException if several are open
         */
        @Nullable
        UniRowTransaction here();
    }
}
