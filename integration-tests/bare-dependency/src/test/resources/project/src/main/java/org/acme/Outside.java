package org.acme;

import java.util.List;

import jakarta.inject.Inject;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Delivers one order three times, and says how often it was handled. */
@QuarkusMain
public class Outside implements QuarkusApplication {

    @Inject
    Orders orders;

    @Override
    public int run(String... arguments) {
        Order order = new Order("order-1", 3);
        List<Receipt> receipts = List.of(
                orders.on(order).await().indefinitely(),
                orders.on(order).await().indefinitely(),
                orders.on(new Order("order-1", 3)).await().indefinitely());
        System.out.println("handled " + orders.handled() + ", receipts " + receipts);
        return 0;
    }
}
