package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;

/**
 * The part of a claim that is the same for all events of a method.
 *
 * @param scope the scope; {@code null} for none
 * @param node the process, as the row names it
 * @param waitMillis how long to wait for another transaction that holds the key, in milliseconds; 0 to not wait
 * @param continues whether the transaction must stay usable when the key is in flight: its handler runs or is skipped
 */
public record RowTerms(@Nullable String scope, String node, long waitMillis, boolean continues) {

    /** {@return the terms of a policy} */
    public static RowTerms of(GuardPolicy policy, String node) {
        boolean waits = policy.onInFlight() == OnInFlight.WAIT && !policy.observe();
        return new RowTerms(policy.scope(), node, waits ? policy.waitTimeoutMillis() : 0,
                policy.observe() || policy.onInFlight() == OnInFlight.SKIP);
    }
}
