package org.acme.orders;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;

/** A server with the tables of the application, whose data survive a restart. */
abstract class Database implements AutoCloseable {

    /** {@return a server of a kind} */
    static Database start(String kind) {
        return kind.equals(Dialect.MARIADB.kind()) ? new MariaDb() : new Postgres();
    }

    abstract Dialect dialect();

    /** {@return the address, with the credentials} */
    abstract String url();

    /** {@return a query that counts the transactions that wait for another one} */
    abstract String waiting();

    /** {@return a statement that adds as many expired records as its parameter says} */
    abstract String addExpired(int rows);

    /**
     * Ends the server and starts it again.
     *
     * @param crash whether it ends without shutting down, so that it has to recover
     */
    abstract void restart(boolean crash) throws Exception;

    @Override
    public abstract void close() throws IOException;

    /** Runs the script of the records, as an administrator does, and creates the tables of the application. */
    final void createTables() {
        try (InputStream script = Database.class.getClassLoader().getResourceAsStream(dialect().script())) {
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            Schema.create(url(), Dialect.statementsOf(text).toArray(String[]::new));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Schema.create(url(), "CREATE TABLE effect (id VARCHAR(100) NOT NULL)",
                "CREATE TABLE inbox (consumer VARCHAR(255) NOT NULL, message_key VARCHAR(255) NOT NULL,"
                        + " processed_at TIMESTAMP NOT NULL, PRIMARY KEY (consumer, message_key))");
    }

    final void execute(String sql) {
        Schema.create(url(), sql);
    }

    /** {@return the first column of all rows} */
    final List<String> column(String sql) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    final int number(String sql) {
        return Integer.parseInt(column(sql).get(0));
    }
}
