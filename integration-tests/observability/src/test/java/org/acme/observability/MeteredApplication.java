package org.acme.observability;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** The application with a Redis of its own, and scopes whose policies only configuration sets. */
public class MeteredApplication implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.event-idempotency.metrics.histograms", "true",
                "quarkus.event-idempotency.scopes.cached.cache.max-age", "1M",
                "quarkus.event-idempotency.scopes.observed-duplicate.mode", "observe",
                "quarkus.event-idempotency.scopes.observed-in-flight.mode", "observe",
                "quarkus.event-idempotency.scopes.observed-refused.mode", "observe",
                "quarkus.event-idempotency.scopes.unguarded-no-store.on-store-failure", "proceed");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(RestartableRedis.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }
}
