package org.acme.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import org.junit.jupiter.api.Test;

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
class PostgresTest extends ReactiveContract {

    @Override
    Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    String sessionId() {
        return "SELECT pg_backend_pid()";
    }

    @Override
    String endSession(String session) {
        return "SELECT pg_terminate_backend(" + session + ")";
    }

    @Test
    void keepsNoRecordWhenTheCommitFails() {
        assertCommitFails("INSERT INTO effect (number, id, late) VALUES ('%s', 'late', 'twice')");
    }

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.db-kind", "postgresql");
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
            Schema.create(postgres.getJdbcUrl("postgres", "postgres"), "CREATE TABLE effect (number varchar(100) PRIMARY KEY,"
                    + " id varchar(100) NOT NULL, late varchar(100) UNIQUE DEFERRABLE INITIALLY DEFERRED)");
            return Map.of("quarkus.datasource.reactive.url", "postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
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
