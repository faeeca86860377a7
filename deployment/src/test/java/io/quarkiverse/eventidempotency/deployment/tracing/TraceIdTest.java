package io.quarkiverse.eventidempotency.deployment.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** A record names the trace of the delivery that wrote it. */
class TraceIdTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class))
            .setForcedDependencies(
                    List.of(Dependency.of("io.quarkus", "quarkus-opentelemetry-deployment", Version.getVersion())))
            .overrideConfigKey("quarkus.otel.traces.exporter", "none")
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Handler handler;

    @Inject
    Tracer tracer;

    @Inject
    IdempotencyRecords records;

    private String traceOf(String key) {
        return records.find("traced", key).await().indefinitely().orElseThrow().record().traceId();
    }

    @Test
    void isThatOfTheCurrentSpan() {
        Span span = tracer.spanBuilder("delivery").startSpan();
        try (Scope current = span.makeCurrent()) {
            handler.plain("1");
            handler.uni("2").await().indefinitely();
        } finally {
            span.end();
        }
        assertThat(traceOf("1")).isEqualTo(span.getSpanContext().getTraceId()).hasSize(32);
        assertThat(traceOf("2")).isEqualTo(span.getSpanContext().getTraceId());
        handler.plain("3");
        assertThat(traceOf("3")).isNull();
    }

    @ApplicationScoped
    static class Handler {

        @Idempotent(scope = "traced", key = "{id}")
        String plain(String id) {
            return id;
        }

        @Idempotent(scope = "traced", key = "{id}")
        Uni<String> uni(String id) {
            return Uni.createFrom().item(id);
        }
    }
}
