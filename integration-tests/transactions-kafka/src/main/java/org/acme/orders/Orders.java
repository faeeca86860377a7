package org.acme.orders;

import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.logging.Log;

/** Consumes orders. */
@ApplicationScoped
public class Orders {

    static final String SCOPE = "orders";

    private final Rows rows;

    Orders(Rows rows) {
        this.rows = rows;
    }

    /** Takes up to 20 ms after the effect, in which the process can die. */
    @Incoming("orders")
    @Transactional
    @Idempotent(key = "{order.id}", scope = SCOPE, inTransaction = true)
    void consume(Order order) throws InterruptedException {
        Log.infof("begins %s", order.id());
        rows.addEffect(order.id());
        Thread.sleep(ThreadLocalRandom.current().nextInt(20));
    }
}
