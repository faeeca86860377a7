package org.acme.orders;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.DuplicateEventException;

/** A caller of a handler that fails on duplicates. */
@ApplicationScoped
public class OrderService {

    @Inject
    OrderHandlers handlers;

    // tag::duplicate[]
    Receipt place(OrderPlaced event) {
        try {
            return handlers.place(event);
        } catch (DuplicateEventException duplicate) {
            return duplicate.cachedResult(Receipt.class);
        }
    }
    // end::duplicate[]
}
