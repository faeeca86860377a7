package org.acme.orders;

import java.util.Map;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
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
