package org.acme.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The store in memory keeps its records from one test method to the next where the application's tests ask for it. */
@QuarkusTest
@TestProfile(KeepRecordsTest.Kept.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeepRecordsTest {

    public static class Kept extends ClearRecordsTest.InMemory {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("quarkus.event-idempotency.test.clear-records", "false");
            return overrides;
        }
    }

    @Inject
    ClearRecordsTest.Runs runs;

    @Test
    @Order(1)
    void eventRuns() {
        var first = runs.run("1");
        runs.started().get(0).complete("first");
        assertEquals("first", first.toCompletableFuture().join());
    }

    @Test
    @Order(2)
    void sameEventIsADuplicateInTheNextTest() {
        assertEquals("first", runs.run("1").toCompletableFuture().join());
        assertEquals(1, runs.started().size());
    }
}
