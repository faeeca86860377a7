package org.acme.rest;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

/** Writes a receipt for each run. */
@Singleton
public class Receipts {

    private final AtomicInteger runs = new AtomicInteger();

    Receipt write(Order order) {
        return new Receipt(order.id(), runs.incrementAndGet());
    }
}
