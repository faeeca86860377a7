package org.acme.orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import jakarta.inject.Singleton;

import io.agroal.api.AgroalDataSource;

/** Rows that handlers write, in the transaction that they run in. */
@Singleton
public class Rows {

    private final AgroalDataSource dataSource;

    Rows(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Adds the effect of an order. A second effect of the same order is not refused. */
    void addEffect(String order) {
        write("INSERT INTO effect (id) VALUES (?)", order);
    }

    /** Adds an order to a hand-written table of processed orders. Fails for one that is there. */
    void addToInbox(String order) {
        write("INSERT INTO inbox (id, processed_at) VALUES (?, CURRENT_TIMESTAMP)", order);
    }

    private void write(String sql, String order) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, order);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
