package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.ce.CloudEventMetadata;
import io.smallrye.reactive.messaging.ce.impl.DefaultIncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySource;

/** Messages whose payload is a list: how often the body is called, with what, and how the message is settled. */
class MessageBatchesTest {

    private static final String SCOPE = "batches";
    private static final List<String> CHANNELS = List.of("uni", "worker", "payloads", "framework", "named", "result");

    @RegisterExtension
    static final QuarkusUnitTest TEST = channels(new QuarkusUnitTest())
            .withApplicationRoot(jar -> jar.addClasses(Batches.class, Delivery.class, Records.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    @Inject
    EventIdempotency idempotency;

    @Inject
    Batches batches;

    private static QuarkusUnitTest channels(QuarkusUnitTest test) {
        for (String channel : CHANNELS) {
            test.overrideConfigKey("mp.messaging.incoming." + channel + ".connector", InMemoryConnector.CONNECTOR);
        }
        return test.overrideConfigKey("mp.messaging.outgoing.result-out.connector", InMemoryConnector.CONNECTOR);
    }

    /** The settlement records how often the body has been called by then. */
    private Delivery<List<String>> send(String channel, List<String> events, Object... metadata) {
        Delivery<List<String>> delivery = new Delivery<>(events, Metadata.of(metadata),
                () -> CompletableFuture.completedFuture(batches.calls.toString()));
        InMemorySource<Message<List<String>>> source = connector.source(channel);
        source.send(delivery.message());
        return delivery;
    }

    private static void await(int calls, List<List<String>> of) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> of.size() >= calls);
    }

    /** Holds a key until the returned future ends. */
    private CompletableFuture<Void> hold(String key) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> held = new CompletableFuture<>();
        idempotency.scope(SCOPE).run(key, () -> {
            held.complete(null);
            return Uni.createFrom().completionStage(end);
        }).subscribe().with(done -> {
        }, failure -> {
        });
        held.join();
        return end;
    }

    @ParameterizedTest
    @ValueSource(strings = { "uni", "worker" })
    void messageIsSettledAfterTheLastCall(String channel) {
        batches.reset();
        CompletableFuture<Void> end = hold(channel + "-2");
        Delivery<List<String>> delivery = send(channel, List.of(channel + "-1", channel + "-2", channel + "-3"));
        await(1, batches.calls);
        assertThat(batches.calls).containsExactly(List.of(channel + "-1", channel + "-3"));
        assertThat(delivery.isSettled()).isFalse();
        end.completeExceptionally(new IllegalStateException("given up"));
        assertThat(delivery.acknowledged())
                .isEqualTo("[[" + channel + "-1, " + channel + "-3], [" + channel + "-2]]");

        // the whole batch once more
        batches.reset();
        assertThat(send(channel, List.of(channel + "-1", channel + "-2", channel + "-3")).acknowledged()).isEqualTo("[]");
        assertThat(delivery.settlements()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "uni", "worker" })
    void refusalByOneCallRejectsItsElements(String channel) {
        batches.reset();
        CompletableFuture<Void> end = hold(channel + "-refused");
        Delivery<List<String>> delivery = send(channel, List.of(channel + "-4", channel + "-refused"));
        await(1, batches.calls);
        end.completeExceptionally(new IllegalStateException("given up"));
        assertThat(delivery.refused()).isInstanceOfSatisfying(BatchItemFailures.class,
                failed -> assertThat(failed.failures()).hasToString("{1=java.lang.IllegalStateException: refused}"));

        batches.reset();
        assertThat(send(channel, List.of(channel + "-4", channel + "-refused")).refused())
                .as("and runs again").isNotNull();
        assertThat(batches.calls).containsExactly(List.of(channel + "-refused"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "uni", "worker", "payloads", "framework" })
    void singleFailuresRejectTheMessageForThem(String channel) {
        batches.reset();
        Delivery<List<String>> delivery = send(channel, List.of(channel + "-5", channel + "-fails", channel + "-6"));
        assertThat(delivery.refused()).isInstanceOfSatisfying(BatchItemFailures.class,
                failed -> assertThat(failed.failures()).containsOnlyKeys(1));

        batches.reset();
        assertThat(send(channel, List.of(channel + "-5", channel + "-6")).acknowledged()).as("completed").isEqualTo("[]");
    }

    @Test
    void messageThatNoCallSettlesIsLeftToTheBody() {
        batches.reset();
        CompletableFuture<Void> end = hold("unsettled-2");
        Delivery<List<String>> delivery = send("uni", List.of("unsettled-1", "unsettled-2"));
        await(1, batches.calls);
        end.completeExceptionally(new IllegalStateException("given up"));
        await(2, batches.calls);
        send("uni", List.of("after it")).acknowledged();
        assertThat(delivery.isSettled()).isFalse();
        batches.messages.get(0).ack();
        assertThat(delivery.isSettled()).isFalse();
        batches.messages.get(1).ack();
        assertThat(delivery.settled().reason()).isNull();
        assertThat(delivery.settlements()).isEqualTo(1);
    }

    @Test
    void elementsAreNamedByTheMessageAndTheirIndex() {
        batches.reset();
        CloudEventMetadata<String> event = new DefaultIncomingCloudEventMetadata<>("1.0", "17",
                URI.create("urn:shop"), "placed", null, null, null, null, Map.of(), "");
        assertThat(send("named", List.of("same", "same"), event).acknowledged()).isEqualTo("[[same, same]]");
        assertThat(send("named", List.of("same", "same", "same"), event).acknowledged())
                .as("the third is new").isEqualTo("[[same, same], [same]]");
    }

    /** The results of a processor leave together, so that its batch comes back together. */
    @ParameterizedTest
    @ValueSource(strings = { "payloads", "result" })
    void onlyABatchWithoutOutputIsRejectedByItsRecords(String channel) {
        batches.reset();
        List<String> events = List.of(channel + "-7", channel + "-fails", channel + "-8");
        List<Delivery<String>> elements = events.stream().map(event -> new Delivery<>(event, Metadata.empty(),
                () -> CompletableFuture.completedFuture(""))).toList();
        Delivery<List<String>> delivery = send(channel, events, new IncomingKafkaRecordBatchMetadata<>(
                new ConsumerRecords<String, String>(Map.of(), Map.of()),
                elements.stream().<Message<?>> map(Delivery::message).toList(), channel, 0, Map.of(), 0));
        if (channel.equals("result")) {
            assertThat(delivery.refused()).isInstanceOf(BatchItemFailures.class);
            assertThat(elements).noneMatch(Delivery::isSettled);
        } else {
            delivery.acknowledged();
            assertThat(elements.get(1).refused()).isInstanceOf(IllegalStateException.class);
            assertThat(elements).filteredOn(Delivery::isSettled).hasSize(1);
        }
    }

    @Test
    void resultsHaveTheOrderOfTheElements() {
        batches.reset();
        send("result", List.of("b", "d")).acknowledged();
        send("result", List.of("a", "b", "c", "d")).acknowledged();
        assertThat(batches.calls).containsExactly(List.of("b", "d"), List.of("a", "c"));
        assertThat(connector.sink("result-out").received()).extracting(sent -> sent.getPayload().toString())
                .containsExactly("[b-done, d-done]", "[a-done, b-done, c-done, d-done]");
    }

    /** Without a client proxy, so that the test sees its fields. */
    @Singleton
    static class Batches {

        final List<List<String>> calls = new CopyOnWriteArrayList<>();
        final List<Message<List<String>>> messages = new CopyOnWriteArrayList<>();

        void reset() {
            calls.clear();
            messages.clear();
        }

        private Uni<Void> settle(Message<List<String>> batch) {
            calls.add(batch.getPayload());
            messages.add(batch);
            String all = batch.getPayload().toString();
            if (all.contains("unsettled")) {
                return Uni.createFrom().voidItem();
            }
            return Uni.createFrom().completionStage(
                    () -> all.contains("refused") ? batch.nack(new IllegalStateException("refused")) : batch.ack())
                    .onItem().invoke(() -> fail(batch.getPayload()));
        }

        private static void fail(List<String> events) {
            Map<Integer, Throwable> failures = new TreeMap<>();
            for (int i = 0; i < events.size(); i++) {
                if (events.get(i).endsWith("fails")) {
                    failures.put(i, new IllegalStateException(events.get(i)));
                }
            }
            if (!failures.isEmpty()) {
                throw new BatchItemFailures(failures);
            }
        }

        @Incoming("uni")
        @Idempotent(scope = SCOPE, key = "{batch.payload[]}")
        Uni<Void> uni(Message<List<String>> batch) {
            return settle(batch);
        }

        @Incoming("worker")
        @Blocking
        @Idempotent(scope = SCOPE, key = "{batch.payload[]}")
        Uni<Void> worker(Message<List<String>> batch) {
            return settle(batch);
        }

        @Incoming("framework")
        @Acknowledgment(Acknowledgment.Strategy.POST_PROCESSING)
        @Idempotent(scope = SCOPE, key = "{batch.payload[]}")
        Uni<Void> framework(Message<List<String>> batch) {
            return settle(batch);
        }

        @Incoming("payloads")
        @Blocking
        @Idempotent(scope = SCOPE, key = "{events[]}")
        void payloads(List<String> events) {
            calls.add(events);
            fail(events);
        }

        @Incoming("named")
        @Idempotent(scope = "named")
        Uni<Void> named(List<String> events) {
            calls.add(events);
            return Uni.createFrom().voidItem();
        }

        @Incoming("result")
        @Outgoing("result-out")
        @Blocking
        @Idempotent(scope = "result", key = "{batch.payload[]}")
        List<String> result(Message<List<String>> batch) {
            calls.add(batch.getPayload());
            List<String> results = batch.getPayload().stream().map(event -> event + "-done").toList();
            try {
                fail(batch.getPayload());
            } catch (BatchItemFailures failed) {
                throw new BatchItemFailures(failed.failures(), results);
            }
            batch.ack();
            return results;
        }
    }
}
