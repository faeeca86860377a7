package io.quarkiverse.eventidempotency.runtime.transactions;

import jakarta.inject.Singleton;
import jakarta.transaction.TransactionManager;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;

/** The JTA transaction that is active on the calling thread, doomed ones among them. */
@Singleton
public final class CallersTransactions implements OuterWorkSource {

    private final TransactionManager transactions;

    CallersTransactions(TransactionManager transactions) {
        this.transactions = transactions;
    }

    @Override
    public @Nullable OuterWork here() {
        return JtaWork.here(transactions);
    }
}
