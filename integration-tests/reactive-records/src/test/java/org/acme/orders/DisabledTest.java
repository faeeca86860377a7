package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;

/** Nothing is guarded: handlers and code run in their transactions, and the database needs no table of records. */
@QuarkusTest
@TestProfile(DisabledTest.Profile.class)
@QuarkusTestResource(value = PostgresTest.Server.class, restrictToAnnotatedClass = true)
class DisabledTest {

    @Inject
    Orders orders;
    @Inject
    Effects effects;
    @Inject
    Pool pool;
    @Inject
    EventIdempotency idempotency;

    @Test
    void runsEachDeliveryWithoutRecord() {
        Order order = new Order("1", 1);
        for (int i = 0; i < 2; i++) {
            ReactiveFixture.on(() -> orders.place(order));
        }
        assertThat(effects.count("1")).isEqualTo(2);
        assertThatThrownBy(() -> ReactiveFixture.on(() -> Panache.withTransaction(() -> orders.bare(order).invoke(() -> {
            throw new IllegalStateException("undone");
        })))).hasMessage("undone");
        assertThat(effects.count("1")).isEqualTo(2);
        assertThatThrownBy(() -> effects.records("1")).hasMessageContaining("event_idempotency");
    }

    @Test
    void runsCodeWithoutRecord() {
        IdempotencyScope<String> scope = idempotency.scope("code.disabled", String.class);
        for (int i = 0; i < 2; i++) {
            String number = "disabled-" + i;
            ReactiveFixture.on(() -> pool.withTransaction(connection -> scope.in(connection).run("2", () -> connection
                    .query("INSERT INTO effect (number, id) VALUES ('" + number + "', '2')").execute()
                    .replaceWith("placed"))));
        }
        assertThat(effects.count("2")).isEqualTo(2);
    }

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.event-idempotency.enabled", "false");
        }
    }
}
