package io.quarkiverse.eventidempotency.runtime.observability;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.spi.Takeover;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/**
 * The span that one delivery, or the deliveries of a batch, run in. Reports are written to that span while it is open. The
 * connectors of messages end their spans before the handler is called: then the delivery gets a span of its own below it, from
 * its begin to its end.
 */
final class DeliverySpan implements TraceContext {

    private final Tracer tracer;
    private final Span span;
    private @Nullable SpanContext earlier;
    private @Nullable Takeover takeover;
    /** Of all deliveries that this one shares its span with, as the elements of a batch do. */
    private final Map<DeliveryOutcome, Integer> outcomes;

    DeliverySpan(Tracer tracer, Span span) {
        this(tracer, span, new EnumMap<>(DeliveryOutcome.class));
    }

    private DeliverySpan(Tracer tracer, Span span, Map<DeliveryOutcome, Integer> outcomes) {
        this.tracer = tracer;
        this.span = span;
        this.outcomes = outcomes;
    }

    /** {@return a delivery that shares this one's span} */
    DeliverySpan element() {
        return new DeliverySpan(tracer, span, outcomes);
    }

    @Override
    public String traceId() {
        return span.getSpanContext().getTraceId();
    }

    @Override
    public String spanId() {
        return span.getSpanContext().getSpanId();
    }

    /** {@return whether someone collects the trace} */
    boolean isSampled() {
        return span.getSpanContext().isSampled();
    }

    /** The delivery has taken over a claim. */
    synchronized void tookOver(Takeover from) {
        takeover = from;
    }

    /** The delivery has found the record of an earlier run. */
    synchronized void found(IdempotencyRecord record) {
        String trace = record.traceId();
        String run = record.spanId();
        if (trace != null && run != null) {
            SpanContext context = SpanContext.createFromRemoteParent(trace, run, TraceFlags.getSampled(),
                    TraceState.getDefault());
            earlier = context.isValid() ? context : null;
        }
    }

    /** @param nanos how long the delivery took */
    synchronized void ended(GuardPolicy policy, DeliveryOutcome outcome, int attempt, long nanos,
            @Nullable DeliveryFailure failure) {
        Attributes attributes = attributes(policy, outcome, attempt);
        if (span.isRecording()) {
            report(attributes);
            count(outcome, attributes);
        } else {
            reportBelow(policy, attributes, nanos, failure);
        }
    }

    private Attributes attributes(GuardPolicy policy, DeliveryOutcome outcome, int attempt) {
        AttributesBuilder attributes = Attributes.builder().put(SpanNames.OUTCOME, SpanNames.of(outcome));
        if (policy.scope() != null) {
            attributes.put(SpanNames.SCOPE, policy.scope());
        }
        if (attempt > 0) {
            attributes.put(SpanNames.ATTEMPT, (long) attempt);
        }
        return attributes.build();
    }

    private void report(Attributes delivery) {
        if (takeover != null) {
            span.addEvent(SpanNames.TAKEOVER, SpanNames.of(takeover));
        }
        span.addEvent(SpanNames.DELIVERY, delivery);
        if (earlier != null) {
            span.addLink(earlier);
        }
    }

    private void count(DeliveryOutcome ended, Attributes delivery) {
        synchronized (outcomes) {
            outcomes.merge(ended, 1, Integer::sum);
            showCounts(delivery);
        }
    }

    private void showCounts(Attributes delivery) {
        int deliveries = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        if (deliveries == 1) {
            span.setAllAttributes(delivery);
            return;
        }
        outcomes.forEach((outcome, count) -> span.setAttribute(SpanNames.counted(outcome), (long) count));
        if (outcomes.size() > 1) {
            span.setAttribute(SpanNames.OUTCOME, SpanNames.MIXED);
        }
    }

    private void reportBelow(GuardPolicy policy, Attributes delivery, long nanos, @Nullable DeliveryFailure failure) {
        Instant end = Instant.now();
        SpanBuilder builder = tracer.spanBuilder(SpanNames.name(policy)).setParent(Context.root().with(span))
                .setAllAttributes(delivery).setStartTimestamp(end.minusNanos(nanos));
        if (earlier != null) {
            builder.addLink(earlier);
        }
        Span own = builder.startSpan();
        if (takeover != null) {
            own.addEvent(SpanNames.TAKEOVER, SpanNames.of(takeover));
        }
        if (failure != null) {
            own.setStatus(StatusCode.ERROR);
            if (failure.type() != null) {
                own.setAttribute(SpanNames.ERROR_TYPE, failure.type());
            }
        }
        own.end(end);
    }
}
