package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

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
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** A channel of several copies is one channel: its messages are found, whichever copy brings them. */
class ConcurrentChannelTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Consumer.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("mp.messaging.incoming.orders.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.orders.concurrency", "2");

    @Inject
    Consumer consumer;
    @Inject
    @Any
    InMemoryConnector connector;

    @Test
    void messagesOfEachCopyAreFound() {
        List<String> acked = new CopyOnWriteArrayList<>();
        for (String copy : List.of("orders$1", "orders$2", "orders$1")) {
            ConsumerRecord<String, String> kafkaRecord = new ConsumerRecord<>("orders", 0, 7, "key", "order");
            kafkaRecord.headers().add("idempotency-key", "order-1".getBytes(StandardCharsets.UTF_8));
            connector.source(copy).send(Message.of("order",
                    Metadata.of(new IncomingKafkaRecordMetadata<>(kafkaRecord, "orders")), () -> {
                        acked.add(copy);
                        return CompletableFuture.completedFuture(null);
                    }));
        }
        Awaitility.await().untilAsserted(() -> assertThat(acked).hasSize(3));
        assertThat(consumer.bodies()).containsExactly("order");
    }

    @ApplicationScoped
    static class Consumer {

        private final List<String> bodies = new CopyOnWriteArrayList<>();

        List<String> bodies() {
            return bodies;
        }

        @Incoming("orders")
        @Idempotent
        Uni<Void> on(String order) {
            bodies.add(order);
            return Uni.createFrom().voidItem();
        }
    }
}
