package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.Objects;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTransaction;

/** Guards a method whose records are rows of its JTA transaction. It stands inside that transaction. */
public abstract class TransactionGuard extends GuardInterceptor {

    @Override
    protected final @Nullable Object guard(InvocationContext invocation, ArrivedMessage message) throws Exception {
        checkMayWait();
        RowGuard rows = Objects.requireNonNull(rows());
        RowTransaction transaction = rows.transactions().here();
        if (transaction == null) {
            throw new IllegalStateException("@Idempotent(inTransaction = true) needs an active transaction, and there is none:"
                    + " annotate the method with @Transactional, or call it in a transaction [method: " + policy().method()
                    + "]");
        }
        try {
            return rows.deliveries().deliver(identityHere(invocation, message), () -> {
                message.decided();
                return RequestScope.untilResult(invocation::proceed);
            }, transaction);
        } catch (Throwable failure) {
            if (takesBrokersIdentity()) {
                message.keepIdentity();
            }
            throw failure;
        }
    }
}
