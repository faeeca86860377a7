package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.TraceContext;

/** Finds the spans that deliveries run in. */
@FunctionalInterface
public interface Traces {

    /** {@return the current span of the caller; {@code null} for none} */
    @Nullable
    TraceContext current();

    /**
     * {@return the span that a message arrived in; {@code null} for none}
     *
     * @param metadata the metadata of the message
     */
    default @Nullable TraceContext of(Iterable<Object> metadata) {
        return null;
    }
}
