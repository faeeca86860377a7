package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkus.arc.InjectableInstance;
import io.vertx.sqlclient.Pool;

/** The databases that hold records and have no JDBC data source. The build has checked that there is a pool for each. */
@Singleton
public final class ReactiveDatabases implements RecordTableSource {

    private final Map<String, ReactiveDatabase> databases = new TreeMap<>();

    ReactiveDatabases(ReactiveDatabaseKinds kinds, @Any InjectableInstance<Pool> pools) {
        kinds.kinds().forEach((name, kind) -> databases.put(name,
                new ReactiveDatabase(name, Dialect.of(kind).orElseThrow(), pools.select(
                        RecordDatabases.DEFAULT.equals(name) ? Default.Literal.INSTANCE : NamedLiteral.of(name)).get())));
    }

    @Override
    public Collection<ReactiveDatabase> tables() {
        return databases.values();
    }
}
