package io.quarkiverse.eventidempotency.deployment.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.ReplayedFailureException;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.core.Vertx;

/** What the attributes make of messages. */
class ConsumerAttributesTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Consumers.class, SubjectKeys.class, Sender.class, Received.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("mp.messaging.incoming.terminal.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.terminal-message.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.terminal-error.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.terminal-error-blocking.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.outgoing.none.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.quarantine.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.once.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.resolved.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.bypassed.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.forwarded.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.forwarded-blocking.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.printed.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.counted.connector", InMemoryConnector.CONNECTOR)
            .overrideRuntimeConfigKey("quarkus.event-idempotency.scopes.\"bypassed\".allow-bypass", "true");

    @Inject
    @Any
    InMemoryConnector connector;

    @Inject
    Consumers consumers;

    @Inject
    Sender sender;

    @Inject
    Received received;

    @Inject
    Vertx vertx;

    /** {@return why the message was refused; {@code null} when it was acknowledged} */
    private Throwable deliver(String channel, String payload, String... headers) throws Exception {
        CompletableFuture<Throwable> settled = new CompletableFuture<>();
        ConsumerRecord<String, String> kafkaRecord = new ConsumerRecord<>(channel, 0, 7, "key", payload);
        for (int i = 0; i < headers.length; i += 2) {
            kafkaRecord.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        Metadata metadata = headers.length == 0 ? Metadata.empty()
                : Metadata.of(new IncomingKafkaRecordMetadata<>(kafkaRecord, channel));
        connector.source(channel).send(Message.of(payload, metadata, () -> {
            settled.complete(null);
            return CompletableFuture.completedFuture(null);
        }, reason -> {
            settled.complete(reason);
            return CompletableFuture.completedFuture(null);
        }));
        return get(settled);
    }

    private static <T> T get(CompletionStage<T> stage) throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void terminalFailureIsRefusedAtEachDelivery() throws Exception {
        for (String channel : new String[] { "terminal", "terminal-message" }) {
            assertThat(deliver(channel, "bad")).isInstanceOf(IllegalArgumentException.class).hasMessage("bad");
            assertThat(deliver(channel, "bad")).isInstanceOf(ReplayedFailureException.class)
                    .hasMessageContaining("java.lang.IllegalArgumentException: bad");
            assertThat(deliver(channel, "good")).as("the channel goes on").isNull();
        }
    }

    /** An error is as terminal as an exception, in whatever way the body tells of it. */
    @Test
    void terminalErrorIsRefusedAtEachDelivery() throws Exception {
        for (String channel : new String[] { "terminal-error", "terminal-error-blocking" }) {
            assertThat(deliver(channel, channel)).isInstanceOf(AssertionError.class).hasMessage(channel);
            assertThat(deliver(channel, channel)).isInstanceOf(ReplayedFailureException.class)
                    .hasMessageContaining("java.lang.AssertionError: " + channel);
        }
    }

    @Test
    void quarantineIsRefused() throws Exception {
        consumers.quarantine("crashed").subscribe().with(item -> {
        }).cancel();
        assertThat(deliver("quarantine", "crashed")).isInstanceOf(EventQuarantinedException.class);
        assertThat(deliver("quarantine", "crashed")).isInstanceOf(EventQuarantinedException.class);
        assertThat(deliver("quarantine", "well")).isNull();
    }

    @Test
    void eventWithoutFurtherAttemptsIsRefused() throws Exception {
        assertThat(deliver("once", "bad")).isInstanceOf(IllegalArgumentException.class);
        assertThat(deliver("once", "bad")).isInstanceOf(AttemptsExhaustedException.class);
        assertThat(deliver("once", "good")).isNull();
    }

    /** There is no null to answer with, and nobody looks at it. */
    @Test
    void duplicateOfANumberThatIsNotStoredCompletes() throws Exception {
        assertThat(deliver("counted", "one")).isNull();
        assertThat(deliver("counted", "one")).as("a duplicate").isNull();
    }

    @Test
    void keyOfAnotherPayloadIsRefused() throws Exception {
        assertThat(deliver("printed", "one", "id", "1", "tenant", "a")).isNull();
        assertThat(deliver("printed", "two", "id", "1", "tenant", "a")).isInstanceOf(IdempotencyKeyReusedException.class);
        assertThat(deliver("printed", "one", "id", "1", "tenant", "b")).isInstanceOf(IdempotencyKeyReusedException.class);
        assertThat(deliver("printed", "one", "id", "1", "tenant", "a")).isNull();
    }

    @Test
    void resolverIsAskedWithTheMessage() throws Exception {
        assertThat(deliver("resolved", "7:first")).isNull();
        assertThat(deliver("resolved", "7:second")).isNull();
        assertThat(received.last()).isEqualTo("7:first with the key 7");
    }

    @Test
    void bypassedBodyHasAContext() throws Exception {
        assertThat(deliver("bypassed", "8", "idempotency-bypass", "true")).isNull();
        assertThat(received.last()).isEqualTo("8 with the key 8, false");
        assertThat(deliver("bypassed", "8", "other", "true")).isNull();
        assertThat(received.last()).isEqualTo("8 with the key 8, true");
    }

    /** The message is one more delivery of the sender's event, and waits for it. */
    @Test
    void senderIsNotTheBodyThatItsConsumerIsCalledFrom() throws Exception {
        sender.send("9");
        get(sender.acknowledged());
        assertThat(received.last()).isEqualTo("9 was sent");
        sender.sendOther("10");
        get(sender.acknowledged());
        assertThat(received.last()).isEqualTo("10 with the key 10");
    }

    @Test
    void senderOnAnEventLoopIsNotEither() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        VertxContext.getOrCreateDuplicatedContext(vertx).runOnContext(nothing -> sender.sendLater("11").subscribe()
                .with(done::complete, done::completeExceptionally));
        get(done);
        get(sender.acknowledged());
        assertThat(received.last()).isEqualTo("11 was sent later");
    }

    /** A message that is made of the sender's own has the context of that one. */
    @Test
    void senderOfItsOwnMessageIsNotEither() throws Exception {
        for (String channel : new String[] { "forwarded", "forwarded-blocking" }) {
            assertThat(deliver(channel, channel)).isNull();
            get(sender.acknowledged());
            assertThat(received.last()).isEqualTo(channel + " was forwarded");
        }
    }

    @ApplicationScoped
    static class Received {

        private final AtomicReference<String> last = new AtomicReference<>();

        String last() {
            return last.get();
        }

        void put(String what) {
            last.set(what);
        }
    }

    @ApplicationScoped
    static class SubjectKeys implements KeyResolver<Message<String>> {

        @Override
        public ResolvedKey resolve(Message<String> message) {
            return ResolvedKey.of(message.getPayload().split(":")[0], Duration.ofMinutes(1));
        }
    }

    @ApplicationScoped
    static class Consumers {

        @Inject
        Received received;

        private static Uni<Void> outcome(String payload) {
            return payload.equals("bad") ? Uni.createFrom().failure(new IllegalArgumentException(payload))
                    : Uni.createFrom().voidItem();
        }

        @Incoming("terminal")
        @Idempotent(key = "{payload}", terminalOn = IllegalArgumentException.class)
        Uni<Void> terminal(String payload) {
            return outcome(payload);
        }

        @Incoming("terminal-message")
        @Idempotent(key = "{message.payload}", terminalOn = IllegalArgumentException.class)
        Uni<Void> terminalMessage(Message<String> message) {
            return outcome(message.getPayload()).call(() -> Uni.createFrom().completionStage(message.ack()));
        }

        @Incoming("terminal-error")
        @Idempotent(key = "{message.payload}", terminalOn = AssertionError.class)
        Uni<Void> terminalError(Message<String> message) {
            return Uni.createFrom().completionStage(message.nack(new AssertionError(message.getPayload())));
        }

        @Incoming("terminal-error-blocking")
        @Outgoing("none")
        @Blocking
        @Idempotent(key = "{message.payload}", terminalOn = AssertionError.class)
        Message<String> terminalErrorBlocking(Message<String> message) {
            message.nack(new AssertionError(message.getPayload()));
            return null;
        }

        @Incoming("quarantine")
        @Idempotent(key = "{payload}", lease = "100ms", afterCrash = AfterCrash.QUARANTINE)
        Uni<Void> quarantine(String payload) {
            return payload.equals("crashed") ? Uni.createFrom().nothing() : Uni.createFrom().voidItem();
        }

        @Incoming("once")
        @Idempotent(key = "{payload}", maxAttempts = 1)
        void once(String payload) {
            outcome(payload).await().indefinitely();
        }

        @Incoming("counted")
        @Idempotent(key = "{payload}", storeResult = false)
        int counted(String payload) {
            return payload.length();
        }

        @Incoming("printed")
        @Idempotent(key = "{header:id}", fingerprint = "{payload}{header:tenant}")
        Uni<Void> printed(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("resolved")
        @Idempotent(keyResolver = SubjectKeys.class)
        Uni<Void> resolved(Message<String> message) {
            received.put(message.getPayload() + " with the key " + IdempotencyContext.current().key());
            return Uni.createFrom().completionStage(message.ack());
        }

        @Incoming("bypassed")
        @Idempotent(key = "{payload}", scope = "bypassed")
        Uni<Void> bypassed(String payload) {
            IdempotencyContext context = IdempotencyContext.current();
            received.put(payload + " with the key " + context.key() + ", " + context.isGuarded());
            return Uni.createFrom().voidItem();
        }

        @Incoming("sent")
        @Idempotent(key = "{payload}", scope = "sender")
        Uni<Void> sent(String payload) {
            received.put(payload + " ran twice");
            return Uni.createFrom().voidItem();
        }

        @Incoming("sent-other")
        @Idempotent(key = "{payload}", scope = "receiver")
        Uni<Void> sentOther(String payload) {
            received.put(payload + " with the key " + IdempotencyContext.current().key());
            return Uni.createFrom().voidItem();
        }
    }

    @ApplicationScoped
    static class Sender {

        @Channel("sent")
        Emitter<String> emitter;

        @Channel("sent-other")
        Emitter<String> other;

        @Inject
        Received received;

        private volatile CompletionStage<Void> acknowledged;

        CompletionStage<Void> acknowledged() {
            return acknowledged;
        }

        @Idempotent(key = "{id}", scope = "sender")
        void send(String id) {
            acknowledged = emitter.send(id);
            received.put(id + " was sent");
        }

        @Idempotent(key = "{id}", scope = "sender")
        Uni<Void> sendLater(String id) {
            acknowledged = emitter.send(id);
            received.put(id + " was sent later");
            return Uni.createFrom().voidItem();
        }

        @Incoming("forwarded")
        @Idempotent(key = "{message.payload}", scope = "sender")
        Uni<Void> forward(Message<String> message) {
            send(message);
            return Uni.createFrom().completionStage(message.ack());
        }

        @Incoming("forwarded-blocking")
        @Blocking
        @Idempotent(key = "{message.payload}", scope = "sender")
        Uni<Void> forwardBlocking(Message<String> message) {
            send(message);
            return Uni.createFrom().completionStage(message.ack());
        }

        private void send(Message<String> message) {
            CompletableFuture<Void> settled = new CompletableFuture<>();
            acknowledged = settled;
            emitter.send(message.withAck(() -> {
                settled.complete(null);
                return CompletableFuture.completedStage(null);
            }).withNack(reason -> {
                settled.completeExceptionally(reason);
                return CompletableFuture.completedStage(null);
            }));
            received.put(message.getPayload() + " was forwarded");
        }

        @Idempotent(key = "{id}", scope = "other-sender")
        void sendOther(String id) {
            acknowledged = other.send(id);
        }
    }
}
