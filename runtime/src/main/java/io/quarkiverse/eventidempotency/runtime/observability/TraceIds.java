package io.quarkiverse.eventidempotency.runtime.observability;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Finds the trace that a delivery belongs to. There is one bean of it where the application has traces. */
public interface TraceIds extends Supplier<@Nullable String> {

    /** {@return the trace that the calling thread, or its context, is at; {@code null} for none} */
    @Override
    @Nullable
    String get();
}
