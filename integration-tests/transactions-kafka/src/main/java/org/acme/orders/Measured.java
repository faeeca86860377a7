package org.acme.orders;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.reactive.messaging.annotations.Blocking;

/** Consumers with the same effect: without a guard, with a hand-written one, and with records in the transaction. */
@ApplicationScoped
public class Measured {

    private final Rows rows;
    private final Meter meter;
    private final Timed timed;

    Measured(Rows rows, Meter meter, Timed timed) {
        this.rows = rows;
        this.meter = meter;
        this.timed = timed;
    }

    @Incoming("unguarded")
    @Transactional
    void unguarded(Order order) {
        rows.addEffect(order.id());
        meter.count();
    }

    @Incoming("inbox")
    @Transactional
    void inbox(Order order) {
        if (rows.addToInbox("measured", order.id())) {
            rows.addEffect(order.id());
        }
        meter.count();
    }

    @Incoming("guarded")
    @Transactional
    @Idempotent(key = "{order.id}", scope = "measured", inTransaction = true)
    void guarded(Order order) {
        rows.addEffect(order.id());
        meter.count();
    }

    /** Measures each delivery, from before its transaction begins until it is committed. */
    @Incoming("timed")
    @Blocking
    void timed(Order order) {
        long start = System.nanoTime();
        timed.place(order);
        meter.took(System.nanoTime() - start);
    }
}
