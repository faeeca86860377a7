package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

/** What an engine tells of things that callers do not see in their results. Called on any thread; must not block. */
public interface EngineListener {

    /** A delivery has waited for another one for its whole {@code waitTimeout}, and waits on. */
    void waitsOn(GuardPolicy policy, String key, long waitedMillis);

    /** A body ended after its claim had been taken over, or its record replaced; the newer record stands. */
    void leaseLost(GuardPolicy policy, String key);

    /** A body runs although it could not be claimed; {@code cause} is {@code null} when its key was missing. */
    void unguarded(GuardPolicy policy, @Nullable String key, @Nullable Throwable cause);

    /** A completion is stored without the result; {@code cause} is {@code null} when the result was too large. */
    void resultNotStored(GuardPolicy policy, String key, @Nullable Throwable cause);

    /** The outcome of a body that ended could not be stored. */
    void outcomeNotStored(GuardPolicy policy, String key, Throwable cause);
}
