package io.quarkiverse.eventidempotency.runtime.observability;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.ShownName;
import io.quarkiverse.eventidempotency.spi.Takeover;

/** The names of what spans show of deliveries. */
final class SpanNames {

    static final AttributeKey<String> SCOPE = AttributeKey.stringKey("event.idempotency.scope");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("event.idempotency.outcome");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("event.idempotency.attempt");
    /** As OpenTelemetry's semantic conventions name it. */
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    static final String DELIVERY = "event.idempotency.delivery";
    static final String TAKEOVER = "event.idempotency.takeover";

    /** The outcome of a batch whose elements ended in different ways. */
    static final String MIXED = "mixed";

    private static final AttributeKey<String> FROM_NODE = AttributeKey.stringKey("event.idempotency.takeover.from");
    private static final AttributeKey<Long> LATE_MILLIS = AttributeKey.longKey("event.idempotency.takeover.late_ms");

    private SpanNames() {
    }

    /** {@return the name of the span of a delivery} */
    static String name(GuardPolicy policy) {
        return "event-idempotency " + PolicyResolver.nameOf(policy.scope());
    }

    /** {@return the name of an outcome, as metrics have it} */
    static String of(DeliveryOutcome outcome) {
        return ShownName.of(outcome);
    }

    /** {@return the attribute with the number of elements of a batch that ended in one way} */
    static AttributeKey<Long> counted(DeliveryOutcome outcome) {
        return AttributeKey.longKey("event.idempotency.outcomes." + of(outcome));
    }

    static Attributes of(Takeover takeover) {
        AttributesBuilder attributes = Attributes.builder().put(LATE_MILLIS, takeover.lateMillis());
        if (takeover.node() != null) {
            attributes.put(FROM_NODE, takeover.node());
        }
        return attributes.build();
    }
}
