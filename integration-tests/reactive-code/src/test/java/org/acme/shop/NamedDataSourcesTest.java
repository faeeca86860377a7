package org.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Code alone keeps records in transactions, of two data sources: their tables are created and cleaned. No Redis is there. */
class NamedDataSourcesTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClass(Shop.class))
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.event-idempotency.store", "none")
            .overrideConfigKey("quarkus.event-idempotency.database.datasource", "north")
            .overrideConfigKey("quarkus.event-idempotency.database.scope-datasource.\"shop.south\"", "south")
            .overrideConfigKey("quarkus.event-idempotency.database.clean-up-interval", "1S")
            .setBeforeAllCustomizer(() -> start())
            .setAfterAllCustomizer(() -> Postgres.stop());

    private static void start() {
        Postgres.start(TEST, "north", "south", "other");
    }

    @Inject
    Shop shop;

    @Inject
    @ReactiveDataSource("north")
    Pool north;

    @Inject
    @ReactiveDataSource("south")
    Pool south;

    @Inject
    @ReactiveDataSource("other")
    Pool other;

    private static <T> T on(Uni<T> work) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> work);
    }

    private static long count(Pool database, String table) {
        return database.query("SELECT count(*) FROM " + table).execute().await().indefinitely().iterator().next().getLong(0);
    }

    @Test
    void keepsRecordsInTheDatabaseOfTheConnection() throws Throwable {
        assertThat(on(shop.sell(north, "1"))).isEqualTo("sold");
        assertThat(on(shop.sell(north, "1"))).as("replayed").isEqualTo("sold");
        assertThat(on(shop.sell(south, "1"))).isEqualTo("sold");
        assertThat(count(north, "sale")).isEqualTo(1);
        assertThat(count(south, "sale")).isEqualTo(1);
        for (Pool database : List.of(north, south)) {
            Awaitility.await().atMost(Duration.ofSeconds(30))
                    .until(() -> count(database, "event_idempotency") == 0);
        }
    }

    @Test
    void createsNoTableElsewhere() {
        assertThatThrownBy(() -> on(shop.sell(other, "1"))).hasMessageContaining("event_idempotency");
        assertThat(count(other, "sale")).isZero();
    }

    @Test
    void refusesWhatNeedsStore() {
        assertThatThrownBy(() -> on(shop.sales.run("1", () -> Uni.createFrom().item("sold"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("quarkus.event-idempotency.store is none: keep the record in a transaction");
        assertThatThrownBy(() -> shop.sales.runBlocking("1", () -> "sold")).hasMessageContaining("or choose a store");
    }
}
