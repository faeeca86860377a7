package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import javax.sql.DataSource;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkus.arc.InjectableInstance;

/** The databases that hold records of this application. The build has checked that there is a data source for each. */
@Singleton
public final class RecordDatabases {

    private static final String DEFAULT = "<default>";

    private final EventIdempotencyBuildConfig config;
    private final Map<String, JdbcDatabase> databases = new TreeMap<>();

    RecordDatabases(EventIdempotencyBuildConfig config, GuardedMethodSpecs methods, JdbcDatabaseKinds kinds,
            @Any InjectableInstance<DataSource> dataSources) {
        this.config = config;
        TreeSet<String> names = new TreeSet<>();
        methods.specs().stream().filter(GuardedMethodSpec::inTransaction).forEach(spec -> names.add(nameOf(spec.scope())));
        for (String name : names) {
            Dialect dialect = Dialect.of(kinds.kinds().getOrDefault(name, "")).orElseThrow();
            databases.put(name, new JdbcDatabase(name, dialect, dataSources.select(
                    DEFAULT.equals(name) ? Default.Literal.INSTANCE : NamedLiteral.of(name)).get()));
        }
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

    Collection<JdbcDatabase> all() {
        return databases.values();
    }
}
