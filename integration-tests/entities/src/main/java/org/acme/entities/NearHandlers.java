package org.acme.entities;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;

/** In the package of the entities. */
@ApplicationScoped
public class NearHandlers {

    @Idempotent(scope = "near-all", key = "{order.tenant}/{order.id}/{order.number}/{order.count}/{order.urgent}/{order.eMail}/{order.code}/"
            + "{order.address.zip}/{order.note}")
    public String all(PlacedOrder order) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "near-number", key = "{order.number}")
    public String number(PlacedOrder order) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "near-count", key = "{order.count}")
    public String count(PlacedOrder order) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "near-customer", key = "{order.customer.id}/{order.customer.name}/{order.customer.level}")
    public String customer(PlacedOrder order) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "near-annotated")
    public String annotated(Customer customer) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "near-fingerprint", key = "{id}", fingerprint = "{order.count}{order.number}")
    public String fingerprinted(String id, PlacedOrder order) {
        return "ran";
    }
}
