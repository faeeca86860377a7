package io.quarkiverse.eventidempotency.runtime.observability;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;
import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.Takeover;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/** Reports deliveries in their spans. */
final class TracingListener implements EngineListener {

    @Override
    public void claimed(GuardPolicy policy, String key, @Nullable String eventId, @Nullable TraceContext trace, int attempt,
            @Nullable Takeover takeover) {
        if (takeover != null && trace instanceof DeliverySpan span) {
            span.tookOver(takeover);
        }
    }

    @Override
    public void duplicate(GuardPolicy policy, String key, @Nullable TraceContext trace, RecordContent first) {
        if (trace instanceof DeliverySpan span && span.isSampled()) {
            IdempotencyRecord record = first.record();
            if (record != null) {
                span.found(record);
            }
        }
    }

    @Override
    public void ended(GuardPolicy policy, @Nullable String key, @Nullable String eventId, @Nullable TraceContext trace,
            DeliveryOutcome outcome, int attempt, long nanos, @Nullable DeliveryFailure failure) {
        if (trace instanceof DeliverySpan span && span.isSampled()) {
            span.ended(policy, outcome, attempt, nanos, failure);
        }
    }
}
