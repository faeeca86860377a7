package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.concurrent.ConcurrentMap;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.JoinedWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;

/**
 * The transactions of reactive SQL clients that are open on the caller's Vert.x context. Those of Hibernate Reactive are
 * transactions of such a client.
 * <p>
 * Neither offers a way to find them. The build of the application therefore transforms the client's connections so that each
 * transaction is reported to {@link #begun}.
 */
@Singleton
public final class ReactiveTransactions implements OuterWorkSource {

    private static final Object OPEN = ReactiveTransactions.class;

    /**
     * Notes a transaction on its context from its beginning to its end. Called by the connection.
     *
     * @param context the context of the connection
     * @param begin fails when there will be no transaction
     */
    public static void begun(SqlConnection connection, Transaction transaction, ContextInternal context,
            Future<Transaction> begin) {
        begin.onSuccess(ignored -> {
            ConcurrentMap<Object, Object> data = dataOf(context);
            OuterWork work = new ReactiveTransaction(transaction, connection);
            data.merge(OPEN, work, (others, added) -> JoinedWork.of((OuterWork) others, work));
            transaction.completion()
                    .onComplete(end -> data.computeIfPresent(OPEN, (key, open) -> JoinedWork.without((OuterWork) open, work)));
        });
    }

    @Override
    public @Nullable OuterWork here() {
        Context context = Vertx.currentContext();
        OuterWork noted = context == null ? null : (OuterWork) dataOf((ContextInternal) context).get(OPEN);
        if (noted instanceof JoinedWork joined) {
            OuterWork open = noted;
            for (OuterWork work : joined.works()) {
                open = isOpen(work) || open == null ? open : JoinedWork.without(open, work);
            }
            return open;
        }
        return noted != null && isOpen(noted) ? noted : null;
    }

    /** A context that has the data of another one, as those of messages have, does not see the end of its transactions. */
    private static boolean isOpen(OuterWork work) {
        return !(work instanceof ReactiveTransaction transaction) || transaction.isOpen();
    }

    /** Only what is called on threads without a context has its connections on one that is not a duplicate. */
    private static ConcurrentMap<Object, Object> dataOf(ContextInternal context) {
        return context.isDuplicate() ? context.localContextData() : context.contextData();
    }
}
