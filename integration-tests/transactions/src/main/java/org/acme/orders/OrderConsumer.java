package org.acme.orders;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** Consumes orders, each in a transaction. */
@Singleton
public class OrderConsumer {

    public final List<Thread> threads = new CopyOnWriteArrayList<>();

    final Effects effects;

    OrderConsumer(Effects effects) {
        this.effects = effects;
    }

    /** Refuses orders of nothing, after the effect. */
    @Incoming("orders")
    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.consume", inTransaction = true)
    public void consume(Order order) {
        effects.add(order.id());
        if (order.amount() == 0) {
            throw new IllegalArgumentException("An order of nothing");
        }
    }

    /** On a virtual thread, where the JDK has them. */
    @Incoming("light")
    @RunOnVirtualThread
    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.light", inTransaction = true)
    public void light(Order order) {
        effects.add(order.id());
        threads.add(Thread.currentThread());
    }
}
