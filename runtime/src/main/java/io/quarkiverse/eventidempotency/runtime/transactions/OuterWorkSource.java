package io.quarkiverse.eventidempotency.runtime.transactions;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;

/** Finds the work that a guarded method is called in. There is a bean of it for each kind of transaction of the application. */
public interface OuterWorkSource {

    /** {@return what the calling thread is at; {@code null} when the outcome of a call is its own} */
    @Nullable
    OuterWork here();
}
