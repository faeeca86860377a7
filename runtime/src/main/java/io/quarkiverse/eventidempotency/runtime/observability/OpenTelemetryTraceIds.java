package io.quarkiverse.eventidempotency.runtime.observability;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;

/** The trace of the span that is current where a delivery begins. */
@Singleton
public final class OpenTelemetryTraceIds implements TraceIds {

    @Override
    public @Nullable String get() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() ? span.getTraceId() : null;
    }
}
