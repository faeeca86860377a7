package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.vertx.core.Vertx;

class RequeueableMessageTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final List<String> settled = new CopyOnWriteArrayList<>();
    private final Message<String> arrived = Message.of("payload", Metadata.of("kept"),
            metadata -> settle("ack " + all(metadata)),
            (reason, metadata) -> settle("nack " + reason.getClass().getSimpleName() + ' ' + all(metadata)));
    private final Message<String> message = new RequeuePause(VERTX).requeueable(arrived,
            (reason, metadata) -> settle("requeue " + all(metadata)));

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private CompletionStage<Void> settle(String how) {
        settled.add(how);
        return CompletableFuture.completedFuture(null);
    }

    private static List<Object> all(Metadata metadata) {
        List<Object> all = new ArrayList<>();
        metadata.forEach(all::add);
        return all;
    }

    static List<Throwable> mended() {
        return List.of(new StoreUnavailableException("", null, null, null),
                new CompletionNotStoredException("", null, null, null), inFlight(),
                new BatchItemFailures(Map.of(0, new StoreUnavailableException("", null, null, null), 2, inFlight())));
    }

    private static EventInFlightException inFlight() {
        return new EventInFlightException("", null, null, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @MethodSource("mended")
    void whatAnotherDeliveryMendsGoesBackAfterAPause(Throwable reason) {
        CompletionStage<Void> done = message.nack(reason);
        assertThat(settled).isEmpty();
        await().atMost(Duration.ofSeconds(10)).until(() -> done.toCompletableFuture().isDone());
        assertThat(settled).containsExactly("requeue [kept]");
    }

    static List<Throwable> others() {
        return List.of(new IllegalArgumentException("of the body"), new EventQuarantinedException("", null, null),
                new AttemptsExhaustedException("", null, null),
                new BatchItemFailures(Map.of(0, new IllegalArgumentException("of the body"), 2, inFlight())));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anythingElseIsForTheConnectorsStrategy(Throwable reason) {
        assertThat(message.nack(reason, Metadata.of("of the nack")).toCompletableFuture()).isCompleted();
        assertThat(settled).containsExactly("nack " + reason.getClass().getSimpleName() + " [of the nack]");
    }

    @Test
    void aMessageMadeOfItGoesBackAsWell() {
        CompletionStage<Void> done = message.addMetadata(1L).withPayload("other").nack(mended().get(0));
        await().atMost(Duration.ofSeconds(10)).until(() -> done.toCompletableFuture().isDone());
        assertThat(settled).containsExactly("requeue [1, kept]");
    }

    @Test
    void acknowledgementsGoThrough() {
        assertThat(message.ack(Metadata.of("of the ack")).toCompletableFuture()).isCompleted();
        assertThat(message.getAck().get().toCompletableFuture()).isCompleted();
        assertThat(settled).containsExactly("ack [of the ack]", "ack [kept]");
        assertThat(message.getPayload()).isEqualTo("payload");
    }
}
