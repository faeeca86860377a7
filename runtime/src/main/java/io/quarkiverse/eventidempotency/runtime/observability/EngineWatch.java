package io.quarkiverse.eventidempotency.runtime.observability;

import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;

/** A bean that receives the engine's reports besides the log and the counters. Dev mode adds one. */
public interface EngineWatch {

    /** {@return a listener that forwards each report to the given one, and to this bean} */
    EngineListener with(EngineListener listener);
}
