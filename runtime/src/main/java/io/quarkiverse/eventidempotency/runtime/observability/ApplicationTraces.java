package io.quarkiverse.eventidempotency.runtime.observability;

import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.runtime.engine.Traces;

/** The traces of the application. A bean where the application has a library for them. */
public interface ApplicationTraces extends Traces {

    /** {@return a listener that reports deliveries in their spans} */
    EngineListener reporting();
}
