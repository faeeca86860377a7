package io.quarkiverse.eventidempotency.deployment.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** The text of the error of a missing key: the part, the method, the place of the message, and what to do. */
class MissingKeyTest {

    private static final String PROCEED = ", or set quarkus.event-idempotency.scopes.\"%s\".on-missing-key=proceed to run such"
            + " events unguarded.";

    /** Written as an optional part, it would give all events that lack it one key. */
    private static final String ALONE = "]. Filter such events before they reach the method, or take the key from a part that each"
            + " event has, or set ";

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Consumers.class, Order.class, Line.class, Named.class,
                    Nameless.class, Resolver.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("mp.messaging.incoming.orders.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.lines.connector", InMemoryConnector.CONNECTOR)
            // loaded by another class loader than the application's
            .setLogRecordPredicate(r -> r.getThrown() != null && r.getThrown().getClass().getName()
                    .equals(MissingIdempotencyKeyException.class.getName()))
            .assertLogRecords(records -> assertThat(records).isNotEmpty()
                    .allSatisfy(r -> assertThat(r.getThrown().getStackTrace()).isEmpty()));

    @Inject
    Handlers handlers;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    private static MissingIdempotencyKeyException missing(Runnable call) {
        return catchThrowableOfType(MissingIdempotencyKeyException.class, call::run);
    }

    private static String here(String method) {
        return Handlers.class.getName() + "#" + method;
    }

    @Test
    void expressionsNameThePart() {
        String method = here("path(" + Order.class.getName() + ")");
        assertThat(missing(() -> handlers.path(new Order(null, null, Map.of()))))
                .hasMessage("The event has no idempotency key: order.line is null [method: " + method + ", scope path]. Write"
                        + " {order.line?.sku} in the key of @Idempotent if the part may be missing"
                        + PROCEED.formatted("path"))
                .satisfies(e -> assertThat(e.scope()).isEqualTo("path"));
        assertThat(missing(() -> handlers.path(null))).hasMessageContaining("key: order is null", "{order?.line.sku}");
        assertThat(missing(() -> handlers.path(new Order(null, new Line(null), Map.of()))))
                .hasMessageContaining("key: order.line.sku is null", "{order.line.sku?}");
        assertThat(missing(() -> handlers.path(new Order(null, new Line("s"), Map.of()))))
                .hasMessageContaining("key: order.tags.shop is null", "{order.tags.shop?}");
    }

    @Test
    void annotatedPartsAreNamed() {
        assertThat(missing(() -> handlers.parameters("a", null)))
                .hasMessageContaining("key: version is null [method: " + here("parameters(java.lang.String,java.lang.Integer)")
                        + ", scope parameters]. Name the parts in key = \"…\" of @Idempotent, with {version?} if the part may be"
                        + " missing" + PROCEED.formatted("parameters"));
        assertThat(missing(() -> handlers.member(new Order(null, null, Map.of()))))
                .hasMessageContaining("key: order.id is null", ALONE);
    }

    @Test
    void eventsAndResolversAreNamed() {
        assertThat(missing(() -> handlers.event(null))).hasMessageContaining("key: event is null [");
        assertThat(missing(() -> handlers.event(new Nameless()))).hasMessageContaining(
                "key: idempotencyKey() and eventId() of event are null [", "Let the event return one of them" + PROCEED
                        .formatted("event"));
        assertThat(missing(() -> handlers.resolved(null).await().indefinitely())).hasMessageContaining(
                "key: the argument of keyResolver " + Resolver.class.getName() + " is null [");
        assertThat(missing(() -> handlers.resolved("").await().indefinitely())).hasMessageContaining(
                "key: keyResolver " + Resolver.class.getName() + " returned none [", "ResolvedKey.unguarded()",
                PROCEED.formatted("resolved"));
        assertThat(missing(() -> handlers.allOptional(null))).hasMessageContaining("key: all of its parts are empty [");
    }

    @Test
    void flatKeysHaveAPropertyToo() {
        assertThat(missing(() -> handlers.flat(null)))
                .hasMessageContaining(", no scope]", "set quarkus.event-idempotency.scopes.none.on-missing-key=proceed");
    }

    @Test
    void consumersNameThePlaceOfTheMessage() {
        ConsumerRecord<String, String> kafkaRecord = new ConsumerRecord<>("orders-topic", 3, 4711, "k", "payload");
        assertThat(refusal("orders", new Order(null, null, Map.of()), kafkaRecord))
                .hasMessageContaining("key: order.id is null",
                        ", scope consumed, channel orders, topic orders-topic, partition 3,"
                                + " offset 4711].");
        assertThat(refusal("lines", new Line("sku"), kafkaRecord))
                .hasMessageContaining("key: {header:line-id} of the message is absent, or not usable as text",
                        ", scope lines, channel lines, topic orders-topic, partition 3, offset 4711].", ALONE);
        assertThat(refusal("lines", new Line("sku"), null)).hasMessageContaining(", scope lines, channel lines].");
    }

    private Throwable refusal(String channel, Object payload, ConsumerRecord<?, ?> kafkaRecord) {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        Metadata metadata = kafkaRecord == null ? Metadata.empty()
                : Metadata.of(new IncomingKafkaRecordMetadata<>(kafkaRecord, "incoming"));
        connector.source(channel).send(Message.of(payload, metadata, () -> CompletableFuture.completedFuture(null), reason -> {
            refused.complete(reason);
            return CompletableFuture.completedFuture(null);
        }));
        return await().until(() -> Optional.ofNullable(refused.getNow(null)), Optional::isPresent).orElseThrow();
    }

    record Line(String sku) {
    }

    record Order(@IdempotencyKey String id, Line line, Map<String, String> tags) {
    }

    record Named(String eventId) implements IdempotentEvent {
    }

    static class Nameless implements IdempotentEvent {

        @Override
        public String eventId() {
            return null;
        }
    }

    @ApplicationScoped
    static class Resolver implements KeyResolver<String> {

        @Override
        public ResolvedKey resolve(String argument) {
            return argument.isEmpty() ? null : ResolvedKey.of(argument);
        }
    }

    @ApplicationScoped
    static class Consumers {

        @Incoming("orders")
        @Idempotent(scope = "consumed")
        @Blocking
        void orders(Order order) {
        }

        @Incoming("lines")
        @Idempotent(scope = "lines", key = "line:{header:line-id}")
        Uni<Void> lines(Message<Line> line) {
            return Uni.createFrom().completionStage(line.ack());
        }
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent(scope = "path", key = "o:{order.line.sku}:{order.tags.shop}")
        void path(Order order) {
        }

        @Idempotent(scope = "parameters")
        void parameters(@IdempotencyKey String id, @IdempotencyKey Integer version) {
        }

        @Idempotent(scope = "member")
        void member(Order order) {
        }

        @Idempotent(scope = "event")
        void event(IdempotentEvent event) {
        }

        @Idempotent(scope = "resolved", keyResolver = Resolver.class)
        Uni<List<String>> resolved(String id) {
            return Uni.createFrom().item(List.of(id));
        }

        @Idempotent(scope = "all-optional", key = "{id?}")
        void allOptional(String id) {
        }

        @Idempotent(scope = Idempotent.NO_SCOPE, key = "{id}")
        void flat(String id) {
        }
    }
}
