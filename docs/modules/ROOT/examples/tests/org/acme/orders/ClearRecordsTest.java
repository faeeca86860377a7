package org.acme.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** The store in memory is empty at the start of each test method. */
@QuarkusTest
@TestProfile(ClearRecordsTest.InMemory.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClearRecordsTest {

    public static class InMemory implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.event-idempotency.store", "in-memory", "quarkus.arc.exclude-types",
                    "org.acme.guide.TestStores,org.acme.guide.EncryptedResults");
        }
    }

    /** Runs that end when the test says so. */
    @ApplicationScoped
    static class Runs {

        private final List<CompletableFuture<String>> started = new CopyOnWriteArrayList<>();

        @Idempotent(scope = "tests.runs", key = "{id}")
        CompletionStage<String> run(String id) {
            CompletableFuture<String> run = new CompletableFuture<>();
            started.add(run);
            return run;
        }

        List<CompletableFuture<String>> started() {
            return started;
        }
    }

    @Inject
    Runs runs;

    @Inject
    IdempotencyRecords records;

    private long count() {
        return records.count(RecordFilter.ALL, 100).await().indefinitely().n();
    }

    private static CompletionStage<String> late;

    @Test
    @Order(1)
    void eventRunsOnce() {
        CompletionStage<String> first = runs.run("1");
        runs.started().get(0).complete("first");
        assertEquals("first", first.toCompletableFuture().join());
        assertEquals("first", runs.run("1").toCompletableFuture().join());
        assertEquals(1, count());
    }

    @Test
    @Order(2)
    void sameEventRunsInTheNextTest() {
        assertEquals(0, count());
        late = runs.run("1");
        assertEquals(2, runs.started().size());
    }

    @Test
    @Order(3)
    void handlerThatRunsLongerThanItsTestLeavesNoRecord() {
        assertEquals(0, count());
        runs.started().get(1).complete("late");
        assertEquals("late", late.toCompletableFuture().join());
        assertEquals(0, count());
        CompletionStage<String> again = runs.run("1");
        assertTrue(runs.started().get(2).complete("again"));
        assertEquals("again", again.toCompletableFuture().join());
    }
}
