package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

@QuarkusTest
@TestProfile(PostgresTest.Profile.class)
@QuarkusTestResource(value = PostgresTest.Server.class, restrictToAnnotatedClass = true)
class PostgresTest extends TransactionContract {

    @Override
    Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    String lockWait() {
        return "SHOW lock_timeout";
    }

    @Override
    int statementsOfDuplicate() {
        return 1;
    }

    /** The server answers the commit with a rollback, and JTA does not say so. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void failsWhereTheHandlerHasCaughtAnErrorOfTheDatabase(boolean stored) {
        Order order = new Order(UUID.randomUUID().toString(), 1);
        orders.during = any -> assertThatThrownBy(() -> effects.value("SELECT 1 / 0")).hasMessageContaining("division by zero");
        assertThatThrownBy(() -> {
            if (stored) {
                orders.place(order);
            } else {
                orders.note(order);
            }
        }).isInstanceOf(CompletionNotStoredException.class).hasMessageContaining("will run again");
        assertThat(effects.count(order.id())).isZero();
        orders.during = any -> {
        };
        orders.note(order);
        assertThat(effects.count(order.id())).isEqualTo(1);
    }

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.db-kind", "postgresql", "quarkus.datasource.jdbc.driver",
                    CountingDriver.class.getName());
        }
    }

    public static class Server implements QuarkusTestResourceLifecycleManager {

        private EmbeddedPostgres postgres;

        @Override
        public Map<String, String> start() {
            try {
                postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "150").start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Schema.create(postgres.getJdbcUrl("postgres", "postgres"),
                    "CREATE TABLE effect (id varchar(100) NOT NULL, late varchar(100) UNIQUE DEFERRABLE INITIALLY DEFERRED)");
            return Map.of("quarkus.datasource.jdbc.url",
                    "jdbc:counted:jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
                    "quarkus.datasource.username", "postgres", "quarkus.datasource.password", "postgres");
        }

        @Override
        public void stop() {
            try {
                if (postgres != null) {
                    postgres.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
