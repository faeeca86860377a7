package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowTransaction;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** What scopes that code uses need, and have in common. */
public interface ScopeSurroundings {

    /** {@return the engine; {@code null} when nothing is guarded} */
    @Nullable
    IdempotencyEngine engine();

    /** @throws IllegalStateException if there is no store, so that records are rows of transactions alone */
    default void checkStore() {
    }

    /** {@return what is in force for a scope of which code says this} */
    GuardPolicy policyOf(ScopeAttributes attributes);

    /** {@return the thread that a delivery is called on} */
    Caller caller();

    /**
     * Calls a body in what surrounds it, such as a request context, which holds until its result, or the item of its
     * {@code Uni}.
     *
     * @throws Exception what the body throws
     */
    default <R extends @Nullable Object> @Nullable R around(GuardedBody<R> body) throws Exception {
        return body.call();
    }

    /** {@return the work that a delivery is called in, as far as the calling thread is at any; {@code null} for none} */
    default @Nullable OuterWork outerWork() {
        return null;
    }

    /**
     * {@return what finds the transaction of a connection, for the deliveries of one scope; throws an
     * {@code IllegalStateException} where none is open}
     */
    Function<SqlConnection, UniRowTransaction> transactions(RowTerms terms);
}
