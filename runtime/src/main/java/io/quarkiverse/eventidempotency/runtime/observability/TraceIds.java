package io.quarkiverse.eventidempotency.runtime.observability;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Finds the trace that a delivery belongs to, on the thread or context where it begins; {@code null} for none. There is one
 * bean of it where the application has traces.
 */
public interface TraceIds extends Supplier<@Nullable String> {
}
