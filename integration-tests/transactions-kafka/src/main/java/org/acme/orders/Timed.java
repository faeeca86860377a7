package org.acme.orders;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkiverse.eventidempotency.Idempotent;

/** The handler whose deliveries are timed. */
@ApplicationScoped
public class Timed {

    private final Rows rows;

    Timed(Rows rows) {
        this.rows = rows;
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "timed", inTransaction = true)
    void place(Order order) {
        rows.addEffect(order.id());
    }
}
