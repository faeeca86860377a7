package io.quarkiverse.eventidempotency.deployment.other;

import io.quarkiverse.eventidempotency.IdempotencyKey;

/** What code in another package cannot read. */
public class Elsewhere {

    @IdempotencyKey
    private final String secret = "s";

    String getHidden() {
        return secret;
    }

    public String getShown() {
        return secret;
    }

    public Closed getClosed() {
        return new Closed();
    }

    static class Closed {

        public String getName() {
            return "closed";
        }
    }
}
