package org.acme.observability;

import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.test.junit.QuarkusTestProfile;

/** The application on a Redis, with its spans in memory. */
public class TracedApplication implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.otel.traces.exporter", "cdi", "quarkus.otel.simple", "true", "test.spans", "true");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(RedisResource.class));
    }

    /** Keeps the spans that have ended. */
    public static class Exporter {

        @Produces
        @ApplicationScoped
        @IfBuildProperty(name = "test.spans", stringValue = "true")
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }
    }
}
