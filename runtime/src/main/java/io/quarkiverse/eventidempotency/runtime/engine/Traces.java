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
     * {@return the part that one element of a batch has in the span of the batch}
     *
     * @param batch the span of the batch, as {@link #current()} found it
     */
    default TraceContext element(TraceContext batch) {
        return batch;
    }

    /**
     * {@return the span that a message arrived in; {@code null} for none}
     *
     * @param metadata the metadata of the message
     */
    default @Nullable TraceContext of(Iterable<Object> metadata) {
        return null;
    }
}
