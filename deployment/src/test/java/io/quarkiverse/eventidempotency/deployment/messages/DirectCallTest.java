package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkus.runtime.BlockingOperationNotAllowedException;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.core.Vertx;

/** A consumer that is called by other code has no message that it is not given, and fails as any method does. */
class DirectCallTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Orders.class, Invoices.class, Ledger.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("mp.messaging.incoming.orders.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.invoices.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.ledger.connector", InMemoryConnector.CONNECTOR);

    @Inject
    @Any
    InMemoryConnector connector;

    @Inject
    Ledger ledger;

    @Inject
    Vertx vertx;

    @Test
    void callersMessageIsNotTakenForItsOwn() {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        ConsumerRecord<String, String> kafkaRecord = new ConsumerRecord<>("orders", 0, 7, "key", "order");
        kafkaRecord.headers().add("idempotency-key", "order-1".getBytes(StandardCharsets.UTF_8));
        connector.source("orders")
                .send(Message.of("order", Metadata.of(new IncomingKafkaRecordMetadata<>(kafkaRecord, "orders")),
                        () -> {
                            refused.complete(null);
                            return CompletableFuture.completedFuture(null);
                        }, failure -> {
                            refused.complete(failure);
                            return CompletableFuture.completedFuture(null);
                        }));
        Awaitility.await().until(refused::isDone);
        assertThat(refused.join()).isInstanceOf(MissingIdempotencyKeyException.class).hasMessageContaining("scope invoices");
    }

    @Test
    void checkedFailureIsThrownAsItIs() {
        assertThatThrownBy(() -> ledger.book(Message.of("entry"))).isInstanceOf(IOException.class).hasMessage("entry");
    }

    @Test
    void eventLoopIsRefusedBeforeTheMessageIs() {
        CompletableFuture<Message<String>> booked = new CompletableFuture<>();
        vertx.runOnContext(nothing -> {
            try {
                booked.complete(ledger.book(Message.of("looped")));
            } catch (Throwable failure) {
                booked.completeExceptionally(failure);
            }
        });
        assertThatThrownBy(booked::join).hasCauseInstanceOf(BlockingOperationNotAllowedException.class)
                .hasMessageContaining("Ledger#book");
    }

    @ApplicationScoped
    static class Ledger {

        @Incoming("ledger")
        @Outgoing("booked")
        @Acknowledgment(Acknowledgment.Strategy.PRE_PROCESSING)
        @Idempotent(key = "{entry.payload}")
        Message<String> book(Message<String> entry) throws IOException {
            throw new IOException(entry.getPayload());
        }

        @Incoming("booked")
        Uni<Void> booked(String entry) {
            return Uni.createFrom().voidItem();
        }
    }

    @ApplicationScoped
    static class Orders {

        @Inject
        Invoices invoices;

        @Incoming("orders")
        @Idempotent(scope = "orders")
        Uni<Void> on(String order) {
            return invoices.on(order);
        }
    }

    @ApplicationScoped
    static class Invoices {

        @Incoming("invoices")
        @Idempotent(scope = "invoices")
        Uni<Void> on(String invoice) {
            return Uni.createFrom().voidItem();
        }
    }
}
