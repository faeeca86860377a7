package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.List;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.SchemaMode;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.vertx.ProcessClock;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;

/** Checks or creates the tables of records before consumers start, and deletes expired rows from then on. */
@Singleton
public final class RecordTables {

    /** Before the guards are checked, and before consumers, which start at 1000. */
    private static final int FIRST = 400;

    private final EventIdempotencyConfig config;
    private final List<RecordTable> tables;
    private final List<ExpiredRows> expired;

    RecordTables(EventIdempotencyConfig config, @Any Instance<RecordTableSource> sources, Vertx vertx) {
        this.config = config;
        this.tables = sources.stream().<RecordTable> flatMap(source -> source.tables().stream()).toList();
        EngineClock clock = new ProcessClock(vertx.nettyEventLoopGroup());
        this.expired = tables.stream()
                .map(table -> new ExpiredRows(table, clock, config.database().cleanUpInterval().toMillis())).toList();
    }

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        if (!config.enabled()) {
            return;
        }
        SchemaMode mode = config.database().schema()
                .orElse(LaunchMode.current() == LaunchMode.NORMAL ? SchemaMode.VALIDATE : SchemaMode.CREATE);
        if (mode != SchemaMode.NONE) {
            tables.forEach(table -> prepare(table, mode));
        }
        expired.forEach(ExpiredRows::start);
    }

    private static void prepare(RecordTable table, SchemaMode mode) {
        try {
            if (mode == SchemaMode.CREATE) {
                table.create();
            } else {
                table.check();
            }
        } catch (Exception e) {
            throw new ConfigurationException(
                    "@Idempotent(inTransaction = true) needs the table event_idempotency in the database"
                            + " of the data source " + table.name() + ", and it cannot be "
                            + (mode == SchemaMode.CREATE ? "created" : "read") + ": " + e.getMessage() + ". Run the script "
                            + table.dialect().script()
                            + ", which is on the class path, with Flyway, Liquibase or by hand; or set"
                            + " quarkus.event-idempotency.database.schema=create, or =none to skip this check.",
                    e);
        }
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) {
        expired.forEach(ExpiredRows::stop);
    }
}
