package io.quarkiverse.eventidempotency.runtime.engine;

/** Finds the caller of a delivery. */
@FunctionalInterface
public interface CallerSource {

    /** {@return the caller that the current thread is} */
    Caller current();
}
