package org.acme.orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.agroal.api.AgroalDataSource;

/** Rows that handlers write, in the transaction that they run in. */
@Singleton
public class Rows {

    private final AgroalDataSource dataSource;

    private final String addToInbox;

    Rows(AgroalDataSource dataSource, @ConfigProperty(name = "quarkus.datasource.db-kind") String kind) {
        this.dataSource = dataSource;
        String values = " INTO inbox (consumer, message_key, processed_at) VALUES (?, ?, CURRENT_TIMESTAMP)";
        this.addToInbox = kind.equals("mariadb") ? "INSERT IGNORE" + values : "INSERT" + values + " ON CONFLICT DO NOTHING";
    }

    /** Adds the effect of an order. A second effect of the same order is not refused. */
    void addEffect(String order) {
        write("INSERT INTO effect (id) VALUES (?)", order);
    }

    /**
     * Adds an order to a hand-written table of processed orders.
     *
     * @return whether it was not there
     */
    boolean addToInbox(String consumer, String order) {
        return write(addToInbox, consumer, order) == 1;
    }

    private int write(String sql, String... values) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
