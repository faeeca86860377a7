package org.acme.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import io.quarkiverse.eventidempotency.Idempotent;

/** Books orders as rows, in the transaction of their records. */
@ApplicationScoped
@Path("/bookings")
public class Ledger {

    @Inject
    DataSource database;

    @GET
    @Path("/book")
    @Transactional
    @Idempotent(scope = "ledger", key = "{id}", inTransaction = true)
    public Receipt book(@QueryParam("id") String id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO booking (id) VALUES (?)")) {
            insert.setString(1, id);
            insert.executeUpdate();
        }
        return new Receipt(id, List.of("booked"), 19.5);
    }

    @GET
    @Path("/count")
    public int count(@QueryParam("id") String id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM booking WHERE id = ?")) {
            query.setString(1, id);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
