package org.acme.orders;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import jakarta.inject.Singleton;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;

/** Handlers of orders, whose records are in their transactions. */
@Singleton
public class Orders {

    public final AtomicInteger calls = new AtomicInteger();
    public volatile Consumer<Order> during = order -> {
    };

    final Effects effects;
    final TransactionManager transactions;

    Orders(Effects effects, TransactionManager transactions) {
        this.effects = effects;
        this.transactions = transactions;
    }

    private Receipt run(Order order) {
        int number = calls.incrementAndGet();
        effects.add(order.id());
        during.accept(order);
        return new Receipt(order.id(), number);
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.place", inTransaction = true)
    public Receipt place(Order order) {
        return run(order);
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.note", inTransaction = true)
    public void note(Order order) {
        run(order);
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.try", inTransaction = true, onInFlight = OnInFlight.FAIL)
    public Receipt tryPlace(Order order) {
        return run(order);
    }

    /** Shares the scope of {@link #tryPlace}, in a transaction that a failure does not mark for rollback. */
    @Transactional(dontRollbackOn = RuntimeException.class)
    @Idempotent(key = "{order.id}", scope = "orders.try", inTransaction = true, onInFlight = OnInFlight.FAIL)
    public Receipt tolerantTryPlace(Order order) {
        return run(order);
    }

    /** Without an effect: its keys are longer than an effect's id. */
    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.renewed", inTransaction = true)
    public Receipt renewed(Order order) {
        return new Receipt(order.id(), calls.incrementAndGet());
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.skip", inTransaction = true, onInFlight = OnInFlight.SKIP)
    public Receipt skip(Order order) {
        return run(order);
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.once", inTransaction = true, onDuplicate = OnDuplicate.FAIL)
    public Receipt once(Order order) {
        return run(order);
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.short", inTransaction = true, ttl = "1S", waitTimeout = "1S")
    public Receipt placeForASecond(Order order) {
        return run(order);
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.exact", inTransaction = true, fingerprint = Idempotent.PAYLOAD)
    public Receipt exact(Order order) {
        return run(order);
    }

    /** A checked exception does not roll back. */
    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.checked", inTransaction = true)
    public Receipt checked(Order order, boolean fails) throws IOException {
        Receipt receipt = run(order);
        if (fails) {
            throw new IOException("checked");
        }
        return receipt;
    }

    @Transactional(dontRollbackOn = IllegalStateException.class)
    @Idempotent(key = "{order.id}", scope = "orders.tolerant", inTransaction = true)
    public Receipt tolerant(Order order) {
        return run(order);
    }

    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.observed", inTransaction = true)
    public Receipt observed(Order order) {
        return run(order);
    }

    @Idempotent(key = "{order.id}", scope = "orders.bare", inTransaction = true)
    public Receipt bare(Order order) {
        return run(order);
    }

    /** Makes the commit of the current transaction fail. */
    public void failCommit() {
        try {
            transactions.getTransaction().registerSynchronization(new Synchronization() {

                @Override
                public void beforeCompletion() {
                    throw new IllegalStateException("No commit");
                }

                @Override
                public void afterCompletion(int status) {
                    // nothing to do
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public void doom() {
        try {
            transactions.setRollbackOnly();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
