package io.quarkiverse.eventidempotency.deployment.messages;

/** Metadata of the application's own. */
public record Trace(String id) {
}
