package org.acme.handlers;

import jakarta.enterprise.context.ApplicationScoped;

import org.acme.entities.Customer;
import org.acme.entities.PlacedOrder;
import org.acme.entities.Ticket;

import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;

/** In another package than the entities. */
@ApplicationScoped
public class FarHandlers {

    @Idempotent(scope = "far-all", key = "{order.tenant}/{order.id}/{order.number}/{order.count}/{order.urgent}/{order.eMail}/{order.code}/"
            + "{order.address.zip}/{order.note}")
    public String all(PlacedOrder order) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "far-number", key = "{order.number}")
    public String number(PlacedOrder order) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "far-count", key = "{order.count}")
    public String count(PlacedOrder order) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "far-customer", key = "{order.customer.id}/{order.customer.name}/{order.customer.level}")
    public String customer(PlacedOrder order) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "far-annotated")
    public String annotated(Customer customer) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "far-fingerprint", key = "{id}", fingerprint = "{order.count}{order.number}")
    public String fingerprinted(String id, PlacedOrder order) {
        return "ran";
    }

    @Idempotent(scope = "far-payload", key = "{id}", fingerprint = "{customer}")
    public String payload(String id, Customer customer) {
        return "ran";
    }

    @Idempotent(scope = "far-ticket", key = "{ticket.number}/{ticket.seat}/{ticket.note}/{ticket.id.timestamp}")
    public String ticket(Ticket ticket) {
        return IdempotencyContext.current().key();
    }
}
