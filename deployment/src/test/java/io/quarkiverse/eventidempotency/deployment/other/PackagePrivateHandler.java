package io.quarkiverse.eventidempotency.deployment.other;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;

/** A superclass whose methods a bean class of another package inherits. */
public class PackagePrivateHandler {

    @Idempotent
    void hidden(@IdempotencyKey String id) {
    }

    /** Calls what the subclass cannot see. */
    public void callHidden(String id) {
        hidden(id);
    }

    @Idempotent
    protected void visible(@IdempotencyKey String id) {
    }
}
