package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** A consumer that another one calls has no message: it does not take its caller's for its own. */
class DirectCallTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Orders.class, Invoices.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("mp.messaging.incoming.orders.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.invoices.connector", InMemoryConnector.CONNECTOR);

    @Inject
    @Any
    InMemoryConnector connector;

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
