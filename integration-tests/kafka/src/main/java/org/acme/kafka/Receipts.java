package org.acme.kafka;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** A processor whose output tells which run of its body made it. */
@ApplicationScoped
public class Receipts {

    static final String SCOPE = "receipts";

    private final Journal journal;

    Receipts(Journal journal) {
        this.journal = journal;
    }

    @Incoming("requests")
    @Outgoing("receipts")
    @Idempotent(scope = SCOPE)
    Uni<Receipt> confirm(Order order) {
        Receipt receipt = new Receipt(order.id(), UUID.randomUUID().toString());
        journal.add(receipt.order(), receipt.number());
        return Uni.createFrom().item(receipt);
    }
}
