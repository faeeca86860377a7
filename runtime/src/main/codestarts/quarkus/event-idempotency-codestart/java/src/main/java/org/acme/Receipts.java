package org.acme;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The latest receipt of each order. */
@ApplicationScoped
public class Receipts {

    private final Map<String, Receipt> latest = new ConcurrentHashMap<>();

    @Incoming("receipts")
    public void add(Receipt receipt) {
        latest.put(receipt.orderId(), receipt);
    }

    public Receipt latest(String orderId) {
        return latest.get(orderId);
    }
}
