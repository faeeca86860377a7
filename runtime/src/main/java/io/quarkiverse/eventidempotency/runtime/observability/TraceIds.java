package io.quarkiverse.eventidempotency.runtime.observability;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Finds the trace that a delivery belongs to, where it begins; {@code null} for none. A bean where there are traces. */
public interface TraceIds extends Supplier<@Nullable String> {
}
