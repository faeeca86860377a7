package io.quarkiverse.eventidempotency.benchmarks;

/** A result. */
public record Receipt(String order, int amount) {
}
