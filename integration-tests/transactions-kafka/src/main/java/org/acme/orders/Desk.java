package org.acme.orders;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkus.logging.Log;

/** Places orders. A handler that is held stays in its transaction until it is released. */
@ApplicationScoped
public class Desk {

    private final Rows rows;
    private final Map<String, CountDownLatch> released = new ConcurrentHashMap<>();

    Desk(Rows rows) {
        this.rows = rows;
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "desk.waiting", inTransaction = true)
    public Receipt place(Order order, int delivery, boolean held) throws InterruptedException {
        return run(order, delivery, held);
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "desk.refusing", inTransaction = true, onInFlight = OnInFlight.FAIL)
    public Receipt tryPlace(Order order, int delivery, boolean held) throws InterruptedException {
        return run(order, delivery, held);
    }

    private Receipt run(Order order, int delivery, boolean held) throws InterruptedException {
        Log.infof("begins %s", order.id());
        rows.addEffect(order.id());
        if (held && !released(order.id()).await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("Nothing has released the handler");
        }
        return new Receipt(order.id(), delivery);
    }

    void release(String order) {
        released(order).countDown();
    }

    private CountDownLatch released(String order) {
        return released.computeIfAbsent(order, id -> new CountDownLatch(1));
    }
}
