package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Nothing is guarded: handlers run in their transactions, and the database needs no table of records. */
@QuarkusTest
@TestProfile(DisabledTest.Profile.class)
class DisabledTest {

    @Inject
    Orders orders;
    @Inject
    Effects effects;

    @Test
    void runsEachDeliveryWithoutRecord() {
        Order order = new Order("1", 1);
        orders.place(order);
        orders.place(order);
        orders.bare(order);
        assertThat(effects.count("1")).isEqualTo(3);
        orders.during = any -> orders.doom();
        orders.place(order);
        assertThat(effects.count("1")).as("rolled back").isEqualTo(3);
        assertThatThrownBy(() -> effects.records("1")).hasStackTraceContaining("EVENT_IDEMPOTENCY");
    }

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.event-idempotency.enabled", "false", "quarkus.datasource.jdbc.url",
                    "jdbc:h2:mem:disabled;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS effect (id VARCHAR(100) NOT NULL)");
        }
    }
}
