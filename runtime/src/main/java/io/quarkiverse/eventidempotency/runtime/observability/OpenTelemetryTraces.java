package io.quarkiverse.eventidempotency.runtime.observability;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.spi.TraceContext;
import io.smallrye.reactive.messaging.TracingMetadata;

/** The traces of OpenTelemetry. */
@Singleton
public class OpenTelemetryTraces implements ApplicationTraces {

    private final Tracer tracer;

    OpenTelemetryTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public @Nullable TraceContext current() {
        return of(Context.current());
    }

    @Override
    public @Nullable TraceContext of(Iterable<Object> metadata) {
        for (Object item : metadata) {
            if (item instanceof TracingMetadata tracing) {
                Context arrivedIn = tracing.getCurrentContext();
                return arrivedIn == null ? null : of(arrivedIn);
            }
        }
        return null;
    }

    private @Nullable TraceContext of(Context context) {
        Span span = Span.fromContextOrNull(context);
        return span != null && span.getSpanContext().isValid() ? new DeliverySpan(tracer, span) : null;
    }

    @Override
    public TraceContext element(TraceContext batch) {
        return batch instanceof DeliverySpan span ? span.element() : batch;
    }

    @Override
    public EngineListener reporting() {
        return new TracingListener();
    }
}
