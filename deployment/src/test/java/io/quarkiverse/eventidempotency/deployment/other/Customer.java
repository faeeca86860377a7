package io.quarkiverse.eventidempotency.deployment.other;

/** An entity with a getter that code in another package cannot call. */
public class Customer {

    public String name;
    public int level;

    String getName() {
        return name.strip();
    }
}
