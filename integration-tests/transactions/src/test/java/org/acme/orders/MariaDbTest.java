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
class MariaDbTest extends TransactionContract {

    @BeforeAll
    static void needsServer() {
        MariaDbProcess.assumeInstalled();
    }

    @Override
    Dialect dialect() {
        return Dialect.MARIADB;
    }

    @Override
    String lockWait() {
        return "SELECT @@SESSION.innodb_lock_wait_timeout";
    }

    @Override
    int statementsOfDuplicate() {
        return 2;
    }

    @Override
    boolean keepsToSnapshots() {
        return effects.value("SELECT count(*) FROM information_schema.global_variables"
                + " WHERE variable_name = 'INNODB_SNAPSHOT_ISOLATION'").equals("1");
    }

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.db-kind", "mariadb", "quarkus.datasource.jdbc.driver",
                    CountingDriver.class.getName());
        }
    }

    public static class Server implements QuarkusTestResourceLifecycleManager {

        private MariaDbProcess server;

        @Override
        public Map<String, String> start() {
            if (!MariaDbProcess.isInstalled()) {
                return Map.of("quarkus.datasource.jdbc.url", "jdbc:counted:jdbc:h2:mem:absent");
            }
            server = MariaDbProcess.start();
            Schema.create(server.url(), "CREATE TABLE effect (id VARCHAR(100) NOT NULL) ENGINE = InnoDB");
            return Map.of("quarkus.datasource.jdbc.url", "jdbc:counted:" + server.url());
        }

        @Override
        public void stop() {
            if (server != null) {
                server.close();
            }
        }
    }
}
