package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.Objects;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowTransaction;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.smallrye.mutiny.Uni;

/** Guards a method whose records are rows of its reactive transaction. It stands inside that transaction. */
public abstract class ReactiveTransactionGuard extends GuardInterceptor {

    @Override
    protected final @Nullable Object guard(InvocationContext invocation, ArrivedMessage message) {
        EventIdentity event;
        try {
            event = identityOf(invocation.getParameters(), message);
        } catch (Throwable e) { // a getter may declare what it likes
            return Uni.createFrom().failure(() -> keyFailed(e));
        }
        UniRowGuard rows = Objects.requireNonNull(uniRows());
        Uni<@Nullable Object> delivery = rows.deliveries().deliver(event,
                () -> RequestScope.untilResult(() -> proceed(invocation)), VertxCaller::current, () -> transaction(rows));
        return takesBrokersIdentity() ? delivery.onFailure().invoke(message::keepIdentity) : delivery;
    }

    private UniRowTransaction transaction(UniRowGuard rows) {
        UniRowTransaction transaction = rows.transactions().here();
        if (transaction == null) {
            throw new IllegalStateException("@Idempotent(inTransaction = true) needs an active reactive transaction, and there"
                    + " is none: annotate the method with @WithTransaction, or call it in Panache.withTransaction or"
                    + " Pool.withTransaction [method: " + policy().method() + "]");
        }
        return transaction;
    }
}
