package org.acme.purchases;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * An open transaction, for work to be done in it.
 *
 * @param statements executes a statement
 * @param markForRollback lets it be rolled back although the work succeeds
 */
public record Open(Function<String, Uni<?>> statements, Runnable markForRollback) {

    public Uni<Void> insert(String number) {
        return statements.apply("insert into purchase (number) values ('" + number + "')").replaceWithVoid();
    }
}
