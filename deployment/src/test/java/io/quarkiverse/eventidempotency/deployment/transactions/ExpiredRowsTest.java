package io.quarkiverse.eventidempotency.deployment.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;

/** Records in a named data source, whose table is created, and whose expired rows a timer deletes. No Redis is there. */
class ExpiredRowsTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClass(Handler.class))
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-agroal-deployment", Version.getVersion()),
                    Dependency.of("io.quarkus", "quarkus-jdbc-h2-deployment", Version.getVersion())))
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideConfigKey("quarkus.event-idempotency.database.datasource", "shop")
            .overrideConfigKey("quarkus.event-idempotency.database.clean-up-interval", "1S")
            .overrideConfigKey("quarkus.datasource.shop.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.shop.jdbc.url", "jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1");

    @Inject
    Handler handler;

    @Inject
    @Named("shop")
    DataSource shop;

    private int rows() throws SQLException {
        try (Connection connection = shop.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM event_idempotency")) {
            count.next();
            return count.getInt(1);
        }
    }

    @Test
    void deletesExpiredRows() throws Exception {
        handler.on("1");
        handler.on("1");
        assertThat(handler.calls).isEqualTo(1);
        assertThat(rows()).isEqualTo(1);
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> rows() == 0);
    }

    @Singleton
    static class Handler {

        int calls;

        @Transactional
        @Idempotent(key = "{id}", ttl = "2S", inTransaction = true)
        void on(String id) {
            calls++;
        }
    }
}
