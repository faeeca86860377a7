package io.quarkiverse.eventidempotency.deployment.beans;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.Idempotent;

@ApplicationScoped
public class ReloadedHandler {

    @Idempotent(key = "{id}")
    String on(String id, String tenant) {
        return tenant;
    }
}
