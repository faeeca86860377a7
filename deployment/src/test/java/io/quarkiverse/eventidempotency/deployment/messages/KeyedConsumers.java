package io.quarkiverse.eventidempotency.deployment.messages;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;

/** Consumers whose keys come from their messages. Each has a channel and a scope of the same name. */
@ApplicationScoped
public class KeyedConsumers {

    /** As many as there are at once on the threads of a channel out of order. */
    static final int PARTS = 10;

    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private volatile Function<String, Message<String>> emitted = Message::of;

    @Inject
    @Channel("inner")
    Emitter<String> inner;

    boolean ran(String payload) {
        return bodies.contains(payload);
    }

    /** What the sender makes of a payload, and emits. */
    void emit(Function<String, Message<String>> messages) {
        emitted = messages;
    }

    private Uni<Void> body(String payload) {
        bodies.add(payload);
        return payload.startsWith("failing") ? Uni.createFrom().failure(new IllegalStateException(payload))
                : Uni.createFrom().voidItem();
    }

    @Incoming("identity")
    @Idempotent(scope = "identity")
    Uni<Void> identity(String payload) {
        return body(payload);
    }

    @Incoming("identity-on-worker")
    @Idempotent(scope = "identity-on-worker")
    void identityOnWorker(String payload) {
        body(payload).await().indefinitely();
    }

    @Incoming("identity-of-message")
    @Idempotent(scope = "identity-of-message")
    Uni<Void> identityOfMessage(Message<String> message) {
        return body(message.getPayload()).call(() -> Uni.createFrom().completionStage(message.ack()));
    }

    @Incoming("reordered")
    @Idempotent(scope = "reordered")
    Uni<Void> reordered(String payload) {
        return body(payload);
    }

    @Incoming("header-only")
    @Idempotent(scope = "header-only")
    Uni<Void> headerOnly(String payload) {
        return body(payload);
    }

    @Incoming("header")
    @Idempotent(scope = "header", key = "order:{header:order-id}")
    Uni<Void> header(String payload) {
        return body(payload);
    }

    @Incoming("proceeding")
    @Idempotent(scope = "proceeding", key = "{header:order-id}", onMissingKey = OnMissingKey.PROCEED)
    Uni<Void> proceeding(String payload) {
        return body(payload);
    }

    @Incoming("kafka-key")
    @Idempotent(scope = "kafka-key", key = "{kafka.key}")
    Uni<Void> kafkaKey(String payload) {
        return body(payload);
    }

    @Incoming("cloud-event")
    @Idempotent(scope = "cloud-event", key = "{cloudEvent.id}")
    Uni<Void> cloudEvent(String payload) {
        return body(payload);
    }

    @Incoming("message-id")
    @Idempotent(scope = "message-id", key = "{messageId}")
    Uni<Void> messageId(String payload) {
        return body(payload);
    }

    @Incoming("whole")
    @Outgoing("parts")
    Multi<Message<String>> split(Message<String> whole) {
        return Multi.createFrom().items(IntStream.range(0, PARTS).mapToObj(i -> whole.withPayload("part " + i)
                .addMetadata(OutgoingCloudEventMetadata.builder().withId("part-" + i).build())));
    }

    @Incoming("parts")
    @Together
    @Blocking(ordered = false)
    @Idempotent(scope = "parts", key = "{cloudEvent.id}")
    void part(String payload) {
        body(payload);
    }

    @Incoming("bypassing")
    @Idempotent(scope = "bypassing", key = "{header:order-id}")
    Uni<Void> bypassing(String payload) {
        return body(payload);
    }

    @Incoming("sender")
    @Idempotent(scope = "sender")
    Uni<Void> sender(String payload) {
        inner.send(emitted.apply("emitted by " + payload));
        return body(payload);
    }

    @Incoming("inner")
    @Idempotent(scope = "inner")
    Uni<Void> inner(String payload) {
        return body(payload);
    }

    @Incoming("first")
    @Outgoing("second")
    @Idempotent(scope = "first")
    Uni<String> first(String payload) {
        return body(payload).replaceWith("output of " + payload);
    }

    @Incoming("second")
    @Idempotent(scope = "second")
    Uni<Void> second(String payload) {
        return body(payload);
    }
}
