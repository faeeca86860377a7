package io.quarkiverse.eventidempotency;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A delivery has ended: fired once of each as a CDI event.
 * <p>
 * An observer with {@code @Observes} is called where the delivery ends, which can be an event loop, and must not block; one
 * with
 * {@code @ObservesAsync} is called on a worker. What an observer throws is logged, and harms no delivery.
 *
 * @param scope the scope of the key; {@code null} for none
 * @param key the idempotency key as it stands in the store, which can hold personal data; {@code null} when it is missing
 * @param outcome how it ended
 * @param attempt the attempt whose body ran, from 1; 0 when none ran guarded
 * @param took how long it took, waiting included
 */
public record DeliveryEnded(@Nullable String scope, @Nullable String key, DeliveryOutcome outcome, int attempt,
        Duration took) {
}
