package org.acme;

import java.util.List;

import jakarta.inject.Inject;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Delivers one order three times, and prints how often it was handled. */
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
        System.out.println("services of the Dev UI " + (hasDevUiServices() ? "present" : "absent"));
        return 0;
    }

    /** By name: they are no dependency of the project. */
    private static boolean hasDevUiServices() {
        try {
            Class<?> watch = Thread.currentThread().getContextClassLoader()
                    .loadClass("io.quarkiverse.eventidempotency.dev.RecentDeliveries");
            return Arc.container().select(watch).isResolvable();
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
