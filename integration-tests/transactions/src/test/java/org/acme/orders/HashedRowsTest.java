package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** With private keys, no row contains a key. */
@QuarkusTest
@TestProfile(HashedRowsTest.Profile.class)
class HashedRowsTest {

    private static final String PRIVATE = "jane.doe@example.com";

    @Inject
    Orders orders;
    @Inject
    Effects effects;
    @Inject
    IdempotencyRecords records;

    @Test
    void rowContainsTheDigest() throws SQLException {
        Order order = new Order(PRIVATE, 1);
        orders.note(order);
        orders.note(order);
        assertThat(effects.count(PRIVATE)).isEqualTo(1);
        assertThat(rows()).singleElement().asString().contains("sha256:").doesNotContain(PRIVATE);
        IdempotencyRecord record = records.find("orders.note", PRIVATE).await().atMost(Duration.ofSeconds(20)).orElseThrow()
                .record();
        assertThat(record.key()).matches("sha256:[0-9a-f]{64}");
    }

    private List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = effects.dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT * FROM event_idempotency")) {
            while (found.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.append(found.getString(i)).append('|');
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.event-idempotency.hash-keys", "true", "quarkus.datasource.jdbc.url",
                    "jdbc:h2:mem:hashed;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS effect (id VARCHAR(100) NOT NULL)");
        }
    }
}
