package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.jdbc.JdbcSchema;
import io.quarkiverse.eventidempotency.runtime.database.jdbc.JdbcTable;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowReply;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(H2Test.Profile.class)
@QuarkusTestResource(value = H2Test.Server.class, restrictToAnnotatedClass = true)
class H2Test extends TransactionContract {

    @Override
    Dialect dialect() {
        return Dialect.H2;
    }

    @Override
    String lockWait() {
        return "CALL LOCK_TIMEOUT()";
    }

    /** The insert that fails, and the row. */
    @Override
    int statementsOfDuplicate() {
        return 2;
    }

    @Test
    void endsClaimOfKeyThatItsSnapshotDoesNotShow() throws Exception {
        Order order = new Order(UUID.randomUUID().toString(), 1);
        RowClaim claim = new RowClaim(new RowTerms("orders.place", "node", 1000, false), order.id(), 1000, null, null, null,
                null);
        try (Connection connection = effects.dataSource.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            JdbcSchema.check(connection, Dialect.H2); // begins the snapshot
            orders.place(order);
            assertThat(new JdbcTable(Dialect.H2, 1000).claim(connection, claim).kind()).isEqualTo(RowReply.Kind.CONFLICT);
            connection.rollback();
        }
        assertThat(effects.count(order.id())).isEqualTo(1);
    }

    @Test
    void reportsTableWithoutColumn() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:incomplete");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE event_idempotency (scope VARCHAR(9), expires_at TIMESTAMP)");
            assertThatThrownBy(() -> JdbcSchema.create(connection, Dialect.H2)).hasMessageContaining("IDEMPOTENCY_KEY");
        }
    }

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.jdbc.driver", CountingDriver.class.getName());
        }
    }

    public static class Server implements QuarkusTestResourceLifecycleManager {

        private static final String URL = "jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS effect (id VARCHAR(100) NOT NULL)";

        @Override
        public Map<String, String> start() {
            return Map.of("quarkus.datasource.jdbc.url", "jdbc:counted:" + URL);
        }

        @Override
        public void stop() {
            // it ends with the process
        }
    }
}
