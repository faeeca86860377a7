package org.acme.orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import jakarta.inject.Singleton;

import io.agroal.api.AgroalDataSource;

/** The effects of orders: a row for each. */
@Singleton
public class Effects {

    final AgroalDataSource dataSource;

    Effects(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Adds an effect, in the transaction of the caller. */
    void add(String id) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO effect (id) VALUES (?)")) {
            insert.setString(1, id);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public int count(String id) {
        return number("SELECT count(*) FROM effect WHERE id = ?", id);
    }

    public int records(String key) {
        return number("SELECT count(*) FROM event_idempotency WHERE idempotency_key = ?", key);
    }

    /** {@return the first column of the first row, in the transaction of the caller if there is one} */
    public String value(String sql) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet result = select.executeQuery()) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public int recordsWithPrefix(String prefix) {
        return number("SELECT count(*) FROM event_idempotency WHERE idempotency_key LIKE ?", prefix + '%');
    }

    /** Makes the record of a key one that has expired. */
    public void expire(String key) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE event_idempotency"
                        + " SET expires_at = TIMESTAMP '2020-01-01 00:00:00' WHERE idempotency_key = ?")) {
            update.setString(1, key);
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int number(String sql, String value) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, value);
            try (ResultSet result = select.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
