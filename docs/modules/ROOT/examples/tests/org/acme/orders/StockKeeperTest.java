package org.acme.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

// tag::test[]
@QuarkusTest
class StockKeeperTest {

    private static final UUID ID = UUID.fromString("6f0c1a52-0d43-4c3a-9f0e-2f6d3a1b7c11");

    @Inject
    @Connector("smallrye-in-memory")
    InMemoryConnector connector;

    @Inject
    StockKeeper stock;

    @BeforeEach
    void start() {
        stock.reserved().clear();
    }

    /** Sends a message. The future completes when the message is acknowledged, and fails when it is rejected. */
    private CompletableFuture<Void> send(Order order) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        connector.source("orders").send(Message.of(order, () -> {
            settled.complete(null);
            return CompletableFuture.completedFuture(null);
        }, failure -> {
            settled.completeExceptionally(failure);
            return CompletableFuture.completedFuture(null);
        }));
        return settled;
    }

    @Test
    void orderThatIsSentTwiceIsReservedOnce() {
        Order order = new Order("shop-1", ID, 2);
        send(order).join();
        send(order).join();
        assertEquals(List.of(ID), stock.reserved());
    }

    @Test
    void anotherOrderIsReservedToo() {
        UUID another = UUID.randomUUID();
        send(new Order("shop-1", ID, 2)).join(); // runs again: each test starts without records
        send(new Order("shop-1", another, 2)).join();
        assertEquals(List.of(ID, another), stock.reserved());
    }

    @Test
    void orderThatFailedRunsAgain() {
        assertThrows(CompletionException.class, () -> send(new Order("shop-1", ID, 0)).join());
        send(new Order("shop-1", ID, 2)).join();
        assertEquals(List.of(ID), stock.reserved());
    }
}
// end::test[]
