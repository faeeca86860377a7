package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.config.KafkaClusters;

/**
 * The parts of the own identity of a method's messages.
 *
 * @param sources what it is taken from, first match first
 * @param clusters the Kafka clusters that its records come from
 */
public record OwnIdentity(List<IdentitySource> sources, KafkaClusters clusters) {
}
