package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.spi.Takeover;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/**
 * Something that happened to a delivery, or to the store.
 *
 * @param number its place in the order of happenings: later ones have larger numbers, after a reload too
 * @param at the time, in milliseconds since 1970
 * @param kind what happened, as {@code claimed}, {@code wait} or {@code replayed}
 * @param ended whether the delivery ended
 * @param executed whether its handler ran, for one that ended
 * @param suppressed whether its handler did not run since its event has run before, runs, or may not run again
 * @param method the guarded method; empty for the store
 * @param storeKey the key in the store; {@code null} without a key
 * @param attempt the attempt that ran; 0 for none
 * @param millis the duration of a delivery that ended, or of a wait that did
 * @param thread the name of the thread that reported it
 * @param eventId the event's own id, where it is known
 * @param traceId the trace of the delivery, where there is one
 * @param errorType the class of the failure, or the type that an operator or the store gave it
 * @param error the text of the failure
 * @param node the process whose claim was taken over, where its record names it
 * @param lateMillis how long the lease of that claim had expired, in milliseconds; {@code null} but for takeovers
 * @param text the reason for which the store cannot be reached
 */
public record Happening(long number, long at, String kind, boolean ended, boolean executed, boolean suppressed,
        String method, @Nullable String scope, @Nullable String key, @Nullable String storeKey, int attempt,
        @Nullable Double millis, @Nullable String thread, @Nullable String eventId, @Nullable String traceId,
        @Nullable String errorType, @Nullable String error, @Nullable String node, @Nullable Long lateMillis,
        @Nullable String text) {

    /** A happening that is being put together, on the thread that reports it. */
    static final class Draft {

        private final String kind;
        private final String method;
        private @Nullable String scope;
        private @Nullable String key;
        private @Nullable String storeKey;
        private boolean ended;
        private boolean executed;
        private boolean suppressed;
        private int attempt;
        private @Nullable Double millis;
        private @Nullable String eventId;
        private @Nullable String traceId;
        private @Nullable DeliveryFailure failure;
        private @Nullable Takeover takeover;
        private @Nullable String text;

        private Draft(String kind, String method) {
            this.kind = kind;
            this.method = method;
        }

        static Draft ofStore(String kind, @Nullable String text) {
            Draft draft = new Draft(kind, "");
            draft.text = text;
            return draft;
        }

        static Draft of(GuardPolicy policy, @Nullable String key, String kind) {
            Draft draft = new Draft(kind, policy.method());
            draft.scope = policy.scope();
            draft.key = key;
            draft.storeKey = key == null ? null : policy.keyPrefix().concat(key);
            return draft;
        }

        Draft attempt(int attempt) {
            this.attempt = attempt;
            return this;
        }

        Draft nanos(long nanos) {
            millis = nanos / 1e6;
            return this;
        }

        Draft of(@Nullable String eventId, @Nullable TraceContext trace) {
            this.eventId = eventId;
            this.traceId = trace == null ? null : trace.traceId();
            return this;
        }

        Draft failure(@Nullable DeliveryFailure failure) {
            this.failure = failure;
            return this;
        }

        Draft takeover(Takeover takeover) {
            this.takeover = takeover;
            return this;
        }

        Draft ended(boolean executed, boolean suppressed) {
            this.ended = true;
            this.executed = executed;
            this.suppressed = suppressed;
            return this;
        }

        Happening numbered(long number) {
            DeliveryFailure failed = failure;
            Takeover from = takeover;
            return new Happening(number, System.currentTimeMillis(), kind, ended, executed, suppressed, method, scope, key,
                    storeKey, attempt, millis, Thread.currentThread().getName(), eventId, traceId,
                    failed == null ? null : failed.type(), failed == null ? null : failed.text(),
                    from == null ? null : from.node(), from == null ? null : from.lateMillis(), text);
        }
    }
}
