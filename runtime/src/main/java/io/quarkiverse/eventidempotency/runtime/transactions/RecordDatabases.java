package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

import javax.sql.DataSource;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkus.arc.InjectableInstance;

/** The databases that hold records of this application. The build has checked that there is a data source for each. */
@Singleton
public final class RecordDatabases implements RecordTableSource {

    static final String DEFAULT = "<default>";

    private final EventIdempotencyBuildConfig config;
    private final Map<String, JdbcDatabase> databases = new TreeMap<>();

    RecordDatabases(EventIdempotencyBuildConfig config, JdbcDatabaseKinds kinds,
            @Any InjectableInstance<DataSource> dataSources) {
        this.config = config;
        kinds.kinds().forEach((name, kind) -> databases.put(name,
                new JdbcDatabase(name, Dialect.of(kind).orElseThrow(), dataSources.select(
                        DEFAULT.equals(name) ? Default.Literal.INSTANCE : NamedLiteral.of(name)).get())));
    }

    private String nameOf(@Nullable String scope) {
        return config.database().datasourceOf(PolicyResolver.nameOf(scope));
    }

    /** {@return the database of a scope} */
    JdbcDatabase of(@Nullable String scope) {
        JdbcDatabase database = databases.get(nameOf(scope));
        if (database == null) {
            throw new IllegalStateException("The build does not know that records of a scope are written in transactions: "
                    + PolicyResolver.nameOf(scope));
        }
        return database;
    }

    @Override
    public Collection<JdbcDatabase> tables() {
        return databases.values();
    }
}
