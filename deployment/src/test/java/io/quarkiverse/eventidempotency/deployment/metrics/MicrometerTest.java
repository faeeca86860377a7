package io.quarkiverse.eventidempotency.deployment.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** The counters of each scope as meters, in an application that has Micrometer. */
class MicrometerTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class, Registry.class))
            .setForcedDependencies(
                    List.of(Dependency.of("io.quarkus", "quarkus-micrometer-deployment", Version.getVersion())))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Handler handler;

    @Inject
    MeterRegistry registry;

    @Test
    void deliveriesAreCountedByScopeAndOutcome() {
        assertThat(registry.find("event.idempotency.deliveries").tag("scope", "orders.on").meters()).isEmpty();
        for (int i = 0; i < 3; i++) {
            handler.on("k").await().atMost(Duration.ofSeconds(20));
        }
        handler.other("k");
        System.gc(); // a meter holds what it looks at weakly

        assertThat(deliveries("orders.on", "completed")).isEqualTo(1);
        assertThat(deliveries("orders.on", "replayed")).isEqualTo(2);
        assertThat(deliveries("none", "completed")).isEqualTo(1);
        assertThat(registry.get("event.idempotency.deliveries").tag("scope", "orders.on").functionCounters().stream()
                .mapToDouble(FunctionCounter::count).sum()).isEqualTo(3);
        assertThat(registry.get("event.idempotency.claim.duration").tag("scope", "orders.on").timer().count()).isEqualTo(3);
        assertThat(registry.get("event.idempotency.claim.duration").tag("scope", "orders.on").timer().takeSnapshot()
                .histogramCounts()).isEmpty();
        assertThat(registry.get("event.idempotency.store.up").gauge().value()).isEqualTo(1);
    }

    @Test
    void whatHappensOnTheWayIsCountedByScope() {
        assertThat(handler.tooLarge("k")).hasSize(2_000_000);
        assertThat(count("event.idempotency.results.not.stored", "large")).isEqualTo(1);
        for (String name : List.of("takeovers", "retries", "waits", "malformed.headers")) {
            assertThat(registry.find("event.idempotency." + name).meters()).isEmpty();
        }
    }

    private double deliveries(String scope, String outcome) {
        return registry.get("event.idempotency.deliveries").tags("scope", scope, "outcome", outcome).functionCounter().count();
    }

    private double count(String name, String scope) {
        return registry.get(name).tag("scope", scope).functionCounter().count();
    }

    @ApplicationScoped
    static class Handler {

        @Idempotent(key = "{id}", scope = "orders.on")
        Uni<String> on(String id) {
            return Uni.createFrom().item("done");
        }

        @Idempotent(key = "{id}", scope = Idempotent.NO_SCOPE)
        String other(String id) {
            return "done";
        }

        @Idempotent(key = "{id}", scope = "large")
        String tooLarge(String id) {
            return "x".repeat(2_000_000);
        }
    }

    static class Registry {

        @Produces
        @Singleton
        MeterRegistry simple() {
            return new SimpleMeterRegistry();
        }
    }
}
