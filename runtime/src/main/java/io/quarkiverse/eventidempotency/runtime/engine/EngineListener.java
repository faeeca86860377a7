package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.Takeover;
import io.quarkiverse.eventidempotency.spi.TraceContext;

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

    /**
     * An event has been completed before, or has failed and may not run again. Its delivery ends as the policy says, or runs
     * something else instead of the body.
     *
     * @param trace the span of the delivery; {@code null} for none
     * @param record the record of the first run, which is parsed when it is first read
     */
    default void duplicate(GuardPolicy policy, String key, @Nullable TraceContext trace, RecordContent record) {
    }

    default void outcomeNotStored(GuardPolicy policy, String key, Throwable cause) {
    }

    /** The store cannot be reached any more; {@code why} is {@code null} when it can again. */
    default void storeAvailable(@Nullable String why) {
    }

    /**
     * A delivery has claimed its key, and its body is about to run.
     *
     * @param eventId the event's own id; {@code null} when it is not known
     * @param trace the span of the delivery; {@code null} for none
     * @param takeover the claim that it was taken from; {@code null} for none
     */
    default void claimed(GuardPolicy policy, String key, @Nullable String eventId, @Nullable TraceContext trace,
            int attempt, @Nullable Takeover takeover) {
    }

    /**
     * A delivery does not wait for another one any more, whatever comes next.
     *
     * @param nanos how long it has waited, in nanoseconds
     */
    default void waited(GuardPolicy policy, String key, long nanos) {
    }

    /** Something has happened to a delivery that goes on; {@code key} is {@code null} when it is missing. */
    default void met(GuardPolicy policy, @Nullable String key, DeliveryIncident incident) {
    }

    /**
     * A delivery has ended; told once of each.
     *
     * @param key {@code null} when it is missing
     * @param eventId the event's own id; {@code null} when it is not known, as for a delivery that bypasses the guard
     * @param trace the span of the delivery; {@code null} for none
     * @param attempt the attempt whose body ran; 0 when none ran guarded
     * @param nanos how long the delivery took, in nanoseconds
     * @param failure {@code null} when it has not failed, and where its outcome says all
     */
    default void ended(GuardPolicy policy, @Nullable String key, @Nullable String eventId, @Nullable TraceContext trace,
            DeliveryOutcome outcome, int attempt, long nanos, @Nullable DeliveryFailure failure) {
    }
}
