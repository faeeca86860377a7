package io.quarkiverse.eventidempotency.spi;

/** The span that a delivery runs in, by the ids that W3C Trace Context gives it. */
public interface TraceContext {

    /** {@return the id of the trace, 32 hexadecimal digits} */
    String traceId();

    /** {@return the id of the span, 16 hexadecimal digits} */
    String spanId();

    /** {@return a span that is known by its ids only} */
    static TraceContext of(String traceId, String spanId) {
        return new Ids(traceId, spanId);
    }

    /** A span that is known by its ids only. */
    record Ids(String traceId, String spanId) implements TraceContext {
    }
}
