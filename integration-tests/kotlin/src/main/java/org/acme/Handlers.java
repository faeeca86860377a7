package org.acme;

import jakarta.enterprise.context.ApplicationScoped;

import org.acme.kotlin.Paid;
import org.acme.kotlin.Placed;
import org.acme.kotlin.Shipped;

import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;

@ApplicationScoped
public class Handlers {

    @Idempotent(scope = "placed")
    public String placed(Placed event) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "paid")
    public String paid(Paid event) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "shipped")
    public String shipped(Shipped event) {
        return IdempotencyContext.current().key();
    }

    @Idempotent(scope = "path", key = "{event.number}/{event.note}")
    public String path(Placed event) {
        return IdempotencyContext.current().key();
    }
}
