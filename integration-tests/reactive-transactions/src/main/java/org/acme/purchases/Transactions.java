package org.acme.purchases;

import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.hibernate.reactive.mutiny.Mutiny;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.sqlclient.TransactionPropagation;

/** Does work in transactions. */
@ApplicationScoped
public class Transactions {

    @Inject
    Annotated annotated;

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Pool pool;

    @Inject
    io.vertx.sqlclient.Pool barePool;

    public <T> Uni<T> within(Opening opening, Function<Open, Uni<T>> work) {
        return switch (opening) {
            case ANNOTATION -> annotated.within(work);
            case PANACHE -> Panache.withTransaction(() -> Panache.currentTransaction()
                    .chain(transaction -> work.apply(open(transaction))));
            case SESSION_FACTORY -> sessions.withTransaction((session, transaction) -> work.apply(open(session, transaction)));
            case STATELESS -> sessions.withStatelessTransaction((session, transaction) -> work.apply(
                    new Open(sql -> session.createNativeQuery(sql).executeUpdate(), transaction::markForRollback)));
            case OPENED_SESSION -> sessions.openSession().chain(session -> session
                    .withTransaction(transaction -> work.apply(open(session, transaction)))
                    .eventually(session::close));
            case POOL -> pool.withTransaction(connection -> work.apply(open(connection)));
            case PROPAGATED -> pool.withTransaction(TransactionPropagation.CONTEXT,
                    connection -> work.apply(open(connection)));
            case BEGUN -> pool.withConnection(connection -> connection.begin()
                    .chain(transaction -> work.apply(open(connection))
                            .onFailure().call(transaction::rollback)
                            .call(transaction::commit)));
            case BARE_POOL -> Uni.createFrom().completionStage(() -> barePool
                    .withTransaction(connection -> io.smallrye.mutiny.vertx.UniHelper
                            .toFuture(work.apply(open(SqlConnection.newInstance(connection)))))
                    .toCompletionStage());
        };
    }

    private static Open open(Mutiny.Transaction transaction) {
        return new Open(sql -> Panache.getSession().chain(session -> session.createNativeQuery(sql).executeUpdate()),
                transaction::markForRollback);
    }

    private static Open open(Mutiny.Session session, Mutiny.Transaction transaction) {
        return new Open(sql -> session.createNativeQuery(sql).executeUpdate(), transaction::markForRollback);
    }

    private static Open open(SqlConnection connection) {
        return new Open(sql -> connection.query(sql).execute(), () -> connection.transaction().rollbackAndForget());
    }

    @ApplicationScoped
    public static class Annotated {

        @WithTransaction
        public <T> Uni<T> within(Function<Open, Uni<T>> work) {
            return Panache.currentTransaction()
                    .chain(transaction -> work.apply(open(transaction)));
        }
    }
}
