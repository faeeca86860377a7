package io.quarkiverse.eventidempotency.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.jandex.Index;
import org.jboss.resteasy.reactive.RestResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.grpc.stub.StreamObserver;
import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.arc.deployment.BuildExclusionsBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.smallrye.reactive.messaging.GenericPayload;
import io.smallrye.reactive.messaging.Targeted;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.vertx.ext.web.RoutingContext;

/** What a declaration can have wrong, each by its message. */
class GuardedMethodRulesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "privateMethod | @Idempotent cannot guard a private method: no interceptor sees its calls; make it package-private",
            "staticMethod  | @Idempotent cannot guard a static method",
            "finalMethod   | @Idempotent cannot guard a final method",
            "ofFinalClass  | @Idempotent cannot guard a method of a final class",
            "ofRecord      | @Idempotent cannot guard a method of a record",
            "ofInterface   | @Idempotent has no effect on a method of an interface: annotate the method of the bean class",
            "bodiless      | @Idempotent cannot guard an abstract method",
            "multi         | @Idempotent cannot guard a method that returns Multi, which is many results: guard a method that handles "
                    + "one event and returns a Uni",
            "publisher     | @Idempotent cannot guard a method that returns Flow$Publisher",
            "future        | @Idempotent cannot guard a method that returns CompletableFuture: declare Uni or CompletionStage",
            "rawUni        | @Idempotent cannot guard a method that returns a raw Uni: declare the type of the result",
            "variable      | whose result is a type variable",
            "variableUni   | whose result is a type variable",
            "variableList  | whose result is a type variable",
            "variableArray | whose result is a type variable",
            "rawList       | @Idempotent cannot guard a method whose result is a raw List: declare the type of the result",
            "rawArgument   | @Idempotent cannot guard a method whose result is a raw List: declare the type of the result",
            "wildcard      | whose result is a wildcard",
            "wildcardMap   | whose result is a wildcard",
            "response      | @Idempotent cannot store a Response: guard a method that returns the entity",
            "restResponse  | @Idempotent cannot store a RestResponse",
            "nestedUni     | @Idempotent cannot store a Uni as a result",
            "suspend       | @Idempotent cannot guard a Kotlin suspend function",
            "notIncoming   | @Idempotent guards methods that take messages on @Incoming methods only (Message)",
            "kafkaMessage  | @Idempotent cannot guard a method that takes a IncomingKafkaRecord, which it cannot settle later than "
                    + "the method asks for: take a Message",
            "stream        | @Idempotent cannot guard a method that takes a stream (Multi)",
            "subscriber    | @Idempotent cannot guard a method that returns Flow$Subscriber",
            "plainMessage  | @Idempotent cannot store a Message as the result of a method that is not @Incoming: return the payload",
            "rawMessage    | @Idempotent stores the payload of a message, and cannot make a "
                    + "org.eclipse.microprofile.reactive.messaging.Message of it again: return a Message with the type of its payload",
            "wildMessage   | whose result is a wildcard",
            "kafkaOut      | @Idempotent stores the payload of a message, and cannot make a "
                    + "io.smallrye.reactive.messaging.kafka.KafkaRecord<java.lang.String, java.lang.String> of it again",
            "targeted      | @Idempotent cannot store a Targeted: return the payload of one output",
            "genericOut    | @Idempotent cannot store a GenericPayload",
            "skipInt       | onDuplicate = SKIP of @Idempotent returns null, which int cannot be",
            "skipUnlocked  | onInFlight = SKIP of @Idempotent returns null, which boolean cannot be",
            "scopeNone     | scope = \"none\" of @Idempotent is taken",
            "scopeText     | scope = \"a b\" of @Idempotent is not allowed: a scope is letters, digits, _ . and -",
            "ttlWord       | ttl = \"soon\" of @Idempotent is no duration: write ISO-8601, as in PT10S, or a number with a unit, as in 10s",
            "ttlZero       | ttl of @Idempotent is PT0S: it must be at least PT0.001S and at most 36500 days",
            "ttlLong       | ttl of @Idempotent is PT960000H: it must be at least PT0.001S and at most 36500 days",
            "leaseShort    | lease of @Idempotent is PT0.099S: it must be at least PT0.1S and at most 36500 days",
            "waitNegative  | waitTimeout of @Idempotent is PT-1S: it must be at least PT0S and at most 36500 days",
            "attempts      | maxAttempts of @Idempotent is -1: it must not be negative; 0 is no bound",
            "lostResult    | storeResult = false of @Idempotent leaves a duplicate without its result, of type java.lang.String: "
                    + "leave it out, or let the method return nothing",
            "lostOutput    | storeResult = false of @Idempotent leaves a duplicate without its result, of type java.lang.String",
            "lostMessage   | storeResult = false of @Idempotent leaves a duplicate without its result, of type java.lang.Void",
            "textPrint     | The fingerprint \"{id}:{other}\" of @Idempotent has the text \":\", which is the same for all "
                    + "events: write paths in braces only, one after the other, or Idempotent.PAYLOAD",
            "emptyPrint    | The fingerprint \"  \" of @Idempotent names nothing: write paths in braces, or Idempotent.PAYLOAD",
            "wrongPrint    | The fingerprint \"{idd}\" of @Idempotent does not fit: \"idd\" (position 2) names no parameter of "
                    + "the method. Did you mean \"id\"?",
            "openPrint     | The fingerprint \"{id\" of @Idempotent has a { without a } after it",
            "headerPrint   | The fingerprint \"{header:x}\" of @Idempotent does not fit: \"header:x\" (position 2) is something "
                    + "of a message",
            "twoPayloads   | fingerprint = Idempotent.PAYLOAD of @Idempotent needs one parameter, and this method has 2: name those "
                    + "that count in braces, as in fingerprint = \"{order}{lines}\"",
            "noPayload     | fingerprint = Idempotent.PAYLOAD of @Idempotent needs one parameter, and this method has 0",
            "rawPrint      | fingerprint = Idempotent.PAYLOAD of @Idempotent needs the payload of a org.eclipse.microprofile.reactive."
                    + "messaging.Message: declare its type, as in Message<Order>",
            "messagePrint  | The fingerprint \"{header:id}{message}\" of @Idempotent leads to the message \"message\", which is "
                    + "another one at each delivery: go on to its payload, or write Idempotent.PAYLOAD",
            "keyTwice      | @Idempotent has both key = \"{id}\" and keyResolver = io.quarkiverse.eventidempotency.deployment."
                    + "GuardedMethodRulesTest$TextKeys: leave one out, since the key is made by one of them",
            "noText        | keyResolver = io.quarkiverse.eventidempotency.deployment.GuardedMethodRulesTest$TextKeys of "
                    + "@Idempotent takes a java.lang.String, which no parameter is, nor the payload of one: take one, or name a "
                    + "resolver of a type that is there",
            "twoTexts      | TextKeys of @Idempotent takes a java.lang.String, which several parameters are (first, second): let it "
                    + "take a type that only one of them is",
            "otherEnvelope | EnvelopeKeys of @Idempotent takes a io.quarkiverse.eventidempotency.envelope.EventEnvelope<java.lang.String>, "
                    + "which no parameter is",
            "otherArray    | BytesKeys of @Idempotent takes a byte[], which no parameter is",
            "eventLoop     | @Idempotent has to wait for the store, and this method would run on an event loop: annotate it with "
                    + "@Blocking or @RunOnVirtualThread, or let it return a Uni",
            "fromEmitter   | this method would run on an event loop",
            "nonBlocking   | this method would run on an event loop",
            "noConsumer    | this method would run on an event loop",
            "eventBus      | @Idempotent cannot guard a method that answers its caller by a parameter (io.vertx.core.eventbus.Message"
                    + "<java.lang.String>): the caller of a duplicate would get no answer. Take what the method needs of it, such "
                    + "as a message's body, and return the answer",
            "eventBusUni   | answers its caller by a parameter (io.vertx.mutiny.core.eventbus.Message<java.lang.String>)",
            "observer      | answers its caller by a parameter (io.grpc.stub.StreamObserver<java.lang.String>)",
            "asyncResponse | answers its caller by a parameter (jakarta.ws.rs.container.AsyncResponse)",
            "emitter       | answers its caller by a parameter (io.smallrye.mutiny.subscription.MultiEmitter<java.lang.String>)",
            "route         | answers its caller by a parameter (io.vertx.ext.web.RoutingContext)",
            "part          | @Idempotent needs a key for the channel parts: io.quarkiverse.eventidempotency.deployment."
                    + "GuardedMethodRulesTest$Producers#split(String) may make several messages of one, and all of them have "
                    + "that one's identity; set key = \"…\" to what tells them apart" })
    void isRefused(String method, String problem) throws IOException {
        assertThat(problems(method)).singleElement().asString().contains(problem);
    }

    @ParameterizedTest
    @CsvSource({ "plain", "nothing", "uni", "stage", "generic", "primitive", "fromConnector", "onWorker", "onVirtualThread",
            "innerUni", "limits", "skipVoid", "message", "kafkaRecord", "consumerRecord", "messageOut", "messageThrough",
            "ownIdentity", "keyedPart", "ownIdentityOfSource", "attributes", "unstored", "unstoredConsumer", "payloadPrint",
            "consumerPrint", "headersPrint", "severalPrints", "resolved", "resolvedPayload", "resolvedMessage",
            "resolvedEnvelope", "resolvedPrimitive", "resolvedArray", "resolvedBeside", "resolvedAny", "noResolver",
            "routeWithResult" })
    void isAccepted(String method) throws IOException {
        assertThat(problems(method)).isEmpty();
    }

    @Test
    void everyProblemIsTold() throws IOException {
        assertThat(problems("everything")).hasSize(7);
    }

    @Test
    void idsTellOverloadsApart() throws IOException {
        String id = Handlers.class.getName() + "#overloaded(";
        assertThat(all()).extracting(GuardedMethod::id).doesNotHaveDuplicates()
                .contains(id + "int)", id + "java.lang.String)", id + "java.lang.String,int)").isSorted();
        assertThat(all()).extracting(m -> MethodNames.guardClass(m.method())).doesNotHaveDuplicates();
    }

    private static List<String> problems(String method) throws IOException {
        return all().stream().filter(m -> m.method().name().equals(method)).findFirst().orElseThrow().problems();
    }

    private static List<GuardedMethod> all() throws IOException {
        Index index = Index.of(Handlers.class, FinalHandlers.class, RecordHandlers.class, InterfaceHandlers.class,
                AbstractHandlers.class, Producers.class, Idempotent.class);
        return new GuardedMethodsProcessor().collect(new CombinedIndexBuildItem(index, index),
                new BuildExclusionsBuildItem(Set.of(), Set.of(), Set.of()), List.of()).methods();
    }

    static class TextKeys implements KeyResolver<String> {

        @Override
        public ResolvedKey resolve(String text) {
            return ResolvedKey.of(text);
        }
    }

    /** Its type argument is that of a superclass. */
    abstract static class Keys<A, T> implements KeyResolver<T> {

        @Override
        public ResolvedKey resolve(T argument) {
            return ResolvedKey.of(argument.toString());
        }
    }

    static class EnvelopeKeys extends Keys<Integer, EventEnvelope<String>> {
    }

    static class MessageKeys extends Keys<Integer, Message<String>> {
    }

    static class LongKeys extends Keys<String, Long> {
    }

    static class BytesKeys extends Keys<String, byte[]> {
    }

    static class AnyKeys extends Keys<String, Object> {
    }

    static final class FinalHandlers {

        @Idempotent
        void ofFinalClass(@IdempotencyKey String id) {
        }
    }

    record RecordHandlers(String name) {

        @Idempotent
        void ofRecord(@IdempotencyKey String id) {
        }
    }

    interface InterfaceHandlers {

        @Idempotent
        default void ofInterface(@IdempotencyKey String id) {
        }
    }

    abstract static class AbstractHandlers {

        @Idempotent
        abstract void bodiless(@IdempotencyKey String id);
    }

    static class Producers {

        @Channel("emitted")
        Emitter<String> emitter;

        @Outgoing("inner")
        Multi<String> produce() {
            return Multi.createFrom().empty();
        }

        @Incoming("whole")
        @Outgoing("parts")
        Multi<String> split(String whole) {
            return Multi.createFrom().items(whole.split(","));
        }
    }

    @SuppressWarnings({ "unused", "rawtypes" })
    static class Handlers {

        @Idempotent(key = "{id}")
        void eventBus(io.vertx.core.eventbus.Message<String> message, String id) {
            message.reply(id);
        }

        @Idempotent(key = "{id}")
        Uni<Void> eventBusUni(io.vertx.mutiny.core.eventbus.Message<String> message, String id) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{id}")
        void observer(String id, StreamObserver<String> observer) {
        }

        @Idempotent(key = "{id}")
        void asyncResponse(String id, AsyncResponse response) {
        }

        @Idempotent(key = "{id}")
        void emitter(String id, MultiEmitter<String> emitter) {
        }

        @Idempotent(key = "{id}")
        Uni<Void> route(RoutingContext context, String id) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{id}")
        Uni<String> routeWithResult(RoutingContext context, String id) {
            return Uni.createFrom().item(id);
        }

        @Idempotent
        private void privateMethod(@IdempotencyKey String id) {
        }

        @Idempotent
        static void staticMethod(@IdempotencyKey String id) {
        }

        @Idempotent
        final void finalMethod(@IdempotencyKey String id) {
        }

        @Idempotent
        Multi<String> multi(@IdempotencyKey String id) {
            return Multi.createFrom().empty();
        }

        @Idempotent
        Flow.Publisher<String> publisher(@IdempotencyKey String id) {
            return Multi.createFrom().empty();
        }

        @Idempotent
        CompletableFuture<String> future(@IdempotencyKey String id) {
            return new CompletableFuture<>();
        }

        @Idempotent
        Uni rawUni(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        List rawList(@IdempotencyKey String id) {
            return List.of();
        }

        @Idempotent
        Uni<Map<String, List>> rawArgument(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        <T> T variable(@IdempotencyKey String id) {
            return null;
        }

        @Idempotent
        <T> Uni<T> variableUni(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        <T> Uni<List<T>> variableList(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        <T> T[] variableArray(@IdempotencyKey String id) {
            return null;
        }

        @Idempotent
        Uni<?> wildcard(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Map<String, ? extends Number> wildcardMap(@IdempotencyKey String id) {
            return Map.of();
        }

        @Idempotent
        Uni<Response> response(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        RestResponse<String> restResponse(@IdempotencyKey String id) {
            return null;
        }

        @Idempotent
        Uni<Uni<String>> nestedUni(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Object suspend(@IdempotencyKey String id, kotlin.coroutines.Continuation<? super String> continuation) {
            return id;
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> stream(Multi<String> orders) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        Flow.Subscriber<String> subscriber(@IdempotencyKey String id) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> message(Message<EventEnvelope<String>> message) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{order.key}:{order.payload}")
        @Incoming("in")
        Uni<Void> kafkaRecord(KafkaRecord<String, String> order) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{order.key}:{order.value.eventId}")
        @Incoming("in")
        Uni<Void> consumerRecord(ConsumerRecord<String, EventEnvelope<String>> order) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> ownIdentity(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        @Incoming("inner")
        Uni<Void> ownIdentityOfSource(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        @Incoming("parts")
        Uni<Void> part(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{payload}")
        @Incoming("parts")
        Uni<Void> keyedPart(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        Uni<Void> notIncoming(Message<EventEnvelope<String>> message) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> kafkaMessage(IncomingKafkaRecord<String, String> message) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        Uni<Message<String>> messageOut(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        Message<String> messageThrough(Message<String> message) {
            return message;
        }

        @Idempotent
        Uni<Message<String>> plainMessage(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        @SuppressWarnings("rawtypes")
        Uni<Message> rawMessage(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        Uni<Message<?>> wildMessage(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        Uni<KafkaRecord<String, String>> kafkaOut(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        Uni<Targeted> targeted(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        Uni<GenericPayload<String>> genericOut(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent(onDuplicate = OnDuplicate.SKIP)
        int skipInt(@IdempotencyKey String id) {
            return 1;
        }

        @Idempotent(onInFlight = OnInFlight.SKIP)
        boolean skipUnlocked(@IdempotencyKey String id) {
            return true;
        }

        @Idempotent(onDuplicate = OnDuplicate.SKIP, onInFlight = OnInFlight.SKIP)
        void skipVoid(@IdempotencyKey String id) {
        }

        @Idempotent(scope = "none")
        void scopeNone(@IdempotencyKey String id) {
        }

        @Idempotent(scope = "a b")
        void scopeText(@IdempotencyKey String id) {
        }

        @Idempotent(ttl = "soon")
        void ttlWord(@IdempotencyKey String id) {
        }

        @Idempotent(ttl = "0s")
        void ttlZero(@IdempotencyKey String id) {
        }

        @Idempotent(ttl = "P40000D")
        void ttlLong(@IdempotencyKey String id) {
        }

        @Idempotent(lease = "99ms")
        void leaseShort(@IdempotencyKey String id) {
        }

        @Idempotent(waitTimeout = "PT-1S")
        void waitNegative(@IdempotencyKey String id) {
        }

        @Idempotent(ttl = "1ms", lease = "100ms", waitTimeout = "0s", scope = Idempotent.NO_SCOPE)
        void limits(@IdempotencyKey String id) {
        }

        @Idempotent
        @Incoming("inner")
        void eventLoop(@IdempotencyKey String id) {
        }

        @Idempotent
        @Incoming("in")
        @Incoming("emitted")
        String fromEmitter(@IdempotencyKey String id) {
            return id;
        }

        @Idempotent
        @Incoming("in")
        @NonBlocking
        void nonBlocking(@IdempotencyKey String id) {
        }

        @Idempotent
        @NonBlocking
        void noConsumer(@IdempotencyKey String id) {
        }

        @Idempotent
        @Incoming("in")
        void fromConnector(@IdempotencyKey String id) {
        }

        @Idempotent
        @Incoming("inner")
        @Blocking
        void onWorker(@IdempotencyKey String id) {
        }

        @Idempotent
        @Incoming("inner")
        @RunOnVirtualThread
        void onVirtualThread(@IdempotencyKey String id) {
        }

        @Idempotent
        @Incoming("inner")
        Uni<Void> innerUni(@IdempotencyKey String id) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        Optional<String> plain(@IdempotencyKey String id) {
            return Optional.of(id);
        }

        @Idempotent
        void nothing(@IdempotencyKey String id) {
        }

        @Idempotent
        Uni<Void> uni(@IdempotencyKey String id) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        CompletionStage<byte[]> stage(@IdempotencyKey String id) {
            return new CompletableFuture<>();
        }

        @Idempotent
        Uni<Map<String, List<EventEnvelope<String>>>> generic(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        int primitive(@IdempotencyKey String id) {
            return 1;
        }

        @Idempotent(maxAttempts = -1)
        void attempts(@IdempotencyKey String id) {
        }

        @Idempotent(storeResult = false)
        String lostResult(@IdempotencyKey String id) {
            return id;
        }

        @Incoming("in")
        @Outgoing("out")
        @Idempotent(storeResult = false)
        String lostOutput(@IdempotencyKey String id) {
            return id;
        }

        @Incoming("in")
        @Outgoing("out")
        @Idempotent(storeResult = false)
        Message<Void> lostMessage(@IdempotencyKey String id) {
            return Message.of(null);
        }

        @Idempotent(fingerprint = "{id}:{other}")
        void textPrint(@IdempotencyKey String id, String other) {
        }

        @Idempotent(fingerprint = "  ")
        void emptyPrint(@IdempotencyKey String id) {
        }

        @Idempotent(fingerprint = "{idd}")
        void wrongPrint(@IdempotencyKey String id) {
        }

        @Idempotent(fingerprint = "{id")
        void openPrint(@IdempotencyKey String id) {
        }

        @Idempotent(fingerprint = "{header:x}")
        void headerPrint(@IdempotencyKey String id) {
        }

        @Idempotent(fingerprint = Idempotent.PAYLOAD)
        void twoPayloads(@IdempotencyKey String id, String other) {
        }

        @Idempotent(key = "constant", fingerprint = Idempotent.PAYLOAD)
        void noPayload() {
        }

        @Incoming("in")
        @Idempotent(key = "{header:id}", fingerprint = Idempotent.PAYLOAD)
        @SuppressWarnings("rawtypes")
        Uni<Void> rawPrint(Message message) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("in")
        @Idempotent(key = "{header:id}", fingerprint = "{header:id}{message}")
        Uni<Void> messagePrint(Message<String> message) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{id}", keyResolver = TextKeys.class)
        void keyTwice(String id) {
        }

        @Idempotent(keyResolver = TextKeys.class)
        void noText(Integer id) {
        }

        @Idempotent(keyResolver = TextKeys.class)
        void twoTexts(String first, String second) {
        }

        @Idempotent(keyResolver = EnvelopeKeys.class)
        void otherEnvelope(EventEnvelope<Integer> event) {
        }

        @Idempotent(keyResolver = BytesKeys.class)
        void otherArray(int[] numbers) {
        }

        @Idempotent(terminalOn = { IOException.class,
                IllegalArgumentException.class }, afterCrash = AfterCrash.QUARANTINE, maxAttempts = 1, storeResult = true)
        String attributes(@IdempotencyKey String id) {
            return id;
        }

        @Idempotent(storeResult = false)
        CompletionStage<Void> unstored(@IdempotencyKey String id) {
            return new CompletableFuture<>();
        }

        @Incoming("in")
        @Idempotent(storeResult = false)
        Uni<String> unstoredConsumer(@IdempotencyKey String id) {
            return Uni.createFrom().item(id);
        }

        @Idempotent(key = "{event.eventId}", fingerprint = Idempotent.PAYLOAD)
        void payloadPrint(EventEnvelope<String> event) {
        }

        @Incoming("in")
        @Idempotent(fingerprint = Idempotent.PAYLOAD)
        Uni<Void> consumerPrint(String order, Optional<Integer> metadata) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("in")
        @Idempotent(fingerprint = "{header:x}{kafka.key?}")
        Uni<Void> headersPrint(String order) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{event.eventId}", fingerprint = "{event.payload} {lines}\n{other}")
        void severalPrints(EventEnvelope<Map<String, Object>> event, List<String> lines, Object other) {
        }

        @Idempotent(keyResolver = TextKeys.class)
        void resolved(int number, String text) {
        }

        @Incoming("in")
        @Idempotent(keyResolver = TextKeys.class)
        Uni<Void> resolvedPayload(Message<String> message) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("in")
        @Idempotent(keyResolver = MessageKeys.class)
        Uni<Void> resolvedMessage(Message<String> message) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(keyResolver = EnvelopeKeys.class)
        void resolvedEnvelope(EventEnvelope<String> event) {
        }

        @Idempotent(keyResolver = LongKeys.class)
        void resolvedPrimitive(int size, long id) {
        }

        @Idempotent(keyResolver = BytesKeys.class)
        void resolvedArray(byte[] bytes) {
        }

        @Idempotent(keyResolver = TextKeys.class)
        void resolvedBeside(@IdempotencyKey int id, String text) {
        }

        @Incoming("in")
        @Idempotent(keyResolver = AnyKeys.class)
        Uni<Void> resolvedAny(Message<String> message) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{id}", keyResolver = Idempotent.NoKeyResolver.class)
        void noResolver(String id) {
        }

        @Idempotent(scope = "?", ttl = "x", lease = "y", waitTimeout = "z")
        static Multi<String> everything(String a) {
            return Multi.createFrom().empty();
        }

        @Idempotent
        void overloaded(@IdempotencyKey String id) {
        }

        @Idempotent
        void overloaded(@IdempotencyKey int id) {
        }

        @Idempotent
        void overloaded(@IdempotencyKey String id, int version) {
        }
    }
}
