package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;

/** What an engine tells of things that callers do not see in their results. Called on any thread; must not block. */
public interface EngineListener {

    /** A delivery has waited for another one for its whole {@code waitTimeout}, and waits on. */
    default void waitsOn(GuardPolicy policy, String key, long waitedMillis) {
    }

    /** A body ended after its claim had been taken over, or its record replaced; the newer record stands. */
    default void leaseLost(GuardPolicy policy, String key) {
    }

    /** A body runs although it could not be claimed; {@code cause} is {@code null} when its key was missing. */
    default void unguarded(GuardPolicy policy, @Nullable String key, @Nullable Throwable cause) {
    }

    /** A completion is stored without the result; {@code cause} is {@code null} when the result was too large. */
    default void resultNotStored(GuardPolicy policy, String key, @Nullable Throwable cause) {
    }

    /**
     * A body runs although its delivery would not have run it, or have waited, since it is only observed.
     *
     * @param key {@code null} when it cannot be taken
     * @param wouldBe what it is observed as
     * @param reason what the delivery would have failed with, if it would have
     */
    default void observed(GuardPolicy policy, @Nullable String key, DeliveryOutcome wouldBe, @Nullable Throwable reason) {
    }

    default void outcomeNotStored(GuardPolicy policy, String key, Throwable cause) {
    }

    /** The store cannot be reached any more; {@code why} is {@code null} when it can again. */
    default void storeAvailable(@Nullable String why) {
    }

    /** A delivery has claimed its key, and its body is about to run. */
    default void claimed(GuardPolicy policy, String key, int attempt) {
    }

    /** Something has happened to a delivery that goes on; {@code key} is {@code null} when it is missing. */
    default void met(GuardPolicy policy, @Nullable String key, DeliveryIncident incident) {
    }

    /**
     * A delivery has ended; told once of each.
     *
     * @param key {@code null} when it is missing
     * @param attempt the attempt whose body ran; 0 when none ran guarded
     * @param nanos how long the delivery took, in nanoseconds
     */
    default void ended(GuardPolicy policy, @Nullable String key, DeliveryOutcome outcome, int attempt, long nanos) {
    }
}
