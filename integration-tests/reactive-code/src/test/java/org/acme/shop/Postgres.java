package org.acme.shop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.quarkus.test.QuarkusUnitTest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A PostgreSQL of a test's own, with a database for each data source, as an administrator sets them up. */
final class Postgres {

    private static EmbeddedPostgres server;

    private Postgres() {
    }

    /** Starts the server, and configures the data sources of an application that is not built yet. */
    static void start(QuarkusUnitTest test, String... databases) {
        try {
            server = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String database : databases) {
            execute("postgres", "CREATE DATABASE " + database);
            execute(database, "CREATE TABLE sale (id varchar(100) PRIMARY KEY)");
            String prefix = "quarkus.datasource." + database + ".";
            test.overrideConfigKey(prefix + "db-kind", "postgresql")
                    .overrideConfigKey(prefix + "username", "postgres")
                    .overrideConfigKey(prefix + "password", "postgres")
                    .overrideConfigKey(prefix + "reactive.url", "postgresql://127.0.0.1:" + server.getPort() + "/" + database);
        }
    }

    private static void execute(String database, String sql) {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
