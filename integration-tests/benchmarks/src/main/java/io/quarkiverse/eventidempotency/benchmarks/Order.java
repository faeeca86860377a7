package io.quarkiverse.eventidempotency.benchmarks;

/** An event. */
public record Order(String id, int amount) {
}
