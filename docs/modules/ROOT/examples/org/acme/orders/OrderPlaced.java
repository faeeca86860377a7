package org.acme.orders;

import io.quarkiverse.eventidempotency.IdempotentEvent;

/** An event with an identity of its own. */
// tag::event[]
public record OrderPlaced(String eventId, Order order) implements IdempotentEvent {

    @Override
    public String eventType() {
        return "order.placed";
    }
}
// end::event[]
