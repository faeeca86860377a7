package org.acme.orders;

import java.util.Map;

import org.junit.jupiter.api.BeforeAll;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(MariaDbTest.Profile.class)
@QuarkusTestResource(value = MariaDbTest.Server.class, restrictToAnnotatedClass = true)
class MariaDbTest extends ReactiveContract {

    @BeforeAll
    static void needsServer() {
        MariaDbProcess.assumeInstalled();
    }

    @Override
    Dialect dialect() {
        return Dialect.MARIADB;
    }

    @Override
    String sessionId() {
        return "SELECT CONNECTION_ID()";
    }

    @Override
    String endSession(String session) {
        return "KILL " + session;
    }

    @Override
    boolean keepsToSnapshots() {
        return pool.query("SELECT count(*) FROM information_schema.global_variables"
                + " WHERE variable_name = 'INNODB_SNAPSHOT_ISOLATION'").executeAndAwait().iterator().next().getInteger(0) == 1;
    }

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return MariaDbProcess.isInstalled() ? Map.of("quarkus.datasource.db-kind", "mariadb")
                    : Map.of("quarkus.datasource.db-kind", "mariadb", "quarkus.event-idempotency.database.schema", "none");
        }
    }

    public static class Server implements QuarkusTestResourceLifecycleManager {

        private MariaDbProcess server;

        @Override
        public Map<String, String> start() {
            if (!MariaDbProcess.isInstalled()) {
                return Map.of("quarkus.datasource.reactive.url", "mysql://127.0.0.1:1/absent");
            }
            server = MariaDbProcess.start();
            Schema.create(server.url(), "CREATE TABLE effect (number VARCHAR(100) PRIMARY KEY, id VARCHAR(100) NOT NULL)"
                    + " ENGINE = InnoDB");
            return Map.of("quarkus.datasource.reactive.url", "mysql://127.0.0.1:" + server.port() + "/orders",
                    "quarkus.datasource.username", "orders", "quarkus.datasource.password", "orders");
        }

        @Override
        public void stop() {
            if (server != null) {
                server.close();
            }
        }
    }
}
