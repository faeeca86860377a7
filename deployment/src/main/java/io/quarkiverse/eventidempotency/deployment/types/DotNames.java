package io.quarkiverse.eventidempotency.deployment.types;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.jboss.jandex.DotName;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.IdempotencyKeyPart;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.results.ResultFormat;
import io.quarkiverse.eventidempotency.runtime.guard.Guarded;

/** The names of classes. Those of libraries are written as text: an application need not have the classes. */
public final class DotNames {

    public static final DotName IDEMPOTENT = DotName.createSimple(Idempotent.class);
    public static final DotName IDEMPOTENCY_KEY = DotName.createSimple(IdempotencyKey.class);
    public static final DotName IDEMPOTENCY_KEY_PART = DotName.createSimple(IdempotencyKeyPart.class);
    public static final DotName IDEMPOTENT_EVENT = DotName.createSimple(IdempotentEvent.class);
    public static final DotName GUARDED = DotName.createSimple(Guarded.class);
    public static final DotName KEY_RESOLVER = DotName.createSimple(KeyResolver.class);
    public static final DotName RESULT_FORMAT = DotName.createSimple(ResultFormat.class);
    public static final DotName NO_KEY_RESOLVER = DotName.createSimple(Idempotent.NoKeyResolver.class);
    /** The annotation of the extension for the HTTP header of the same name, easily imported by mistake. */
    public static final DotName HTTP_IDEMPOTENT = DotName.createSimple("io.quarkiverse.idempotency.Idempotent");

    public static final DotName JACKSON_MIXIN = DotName.createSimple("io.quarkus.jackson.JacksonMixin");
    /** A bean of tests, in the place of the one that it extends. */
    public static final DotName MOCK = DotName.createSimple("io.quarkus.test.Mock");
    public static final DotName VETOED = DotName.createSimple("jakarta.enterprise.inject.Vetoed");
    static final DotName INCOMING = DotName.createSimple("org.eclipse.microprofile.reactive.messaging.Incoming");
    static final DotName INCOMINGS = DotName.createSimple("io.smallrye.reactive.messaging.annotations.Incomings");
    public static final DotName OUTGOING = DotName.createSimple("org.eclipse.microprofile.reactive.messaging.Outgoing");
    public static final DotName OUTGOINGS = DotName.createSimple("io.smallrye.reactive.messaging.annotations.Outgoings");
    public static final DotName CHANNEL = DotName.createSimple("org.eclipse.microprofile.reactive.messaging.Channel");
    public static final DotName MESSAGE = DotName.createSimple("org.eclipse.microprofile.reactive.messaging.Message");
    public static final DotName KAFKA_RECORD = DotName.createSimple("io.smallrye.reactive.messaging.kafka.KafkaRecord");
    public static final DotName CONSUMER_RECORD = DotName.createSimple("org.apache.kafka.clients.consumer.ConsumerRecord");
    /** The types of a Kafka consumer that hold a key and a value. */
    public static final DotName RECORD = DotName.createSimple("io.smallrye.reactive.messaging.kafka.Record");
    public static final DotName ACKNOWLEDGMENT = DotName
            .createSimple("org.eclipse.microprofile.reactive.messaging.Acknowledgment");
    /** Outputs for several channels, or with metadata of their own: no payloads that could be stored. */
    public static final List<DotName> ROUTED_OUTPUTS = names("io.smallrye.reactive.messaging.Targeted",
            "io.smallrye.reactive.messaging.TargetedMessages",
            "io.smallrye.reactive.messaging.GenericPayload");
    public static final DotName CONSUMER_RECORDS = DotName.createSimple("org.apache.kafka.clients.consumer.ConsumerRecords");
    /** The metadata of a batch of Kafka: one record for each element. */
    public static final DotName KAFKA_BATCH_METADATA = DotName
            .createSimple("io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata");
    public static final String MESSAGING_PACKAGE = "io.smallrye.reactive.messaging.";

    /** The library of the near cache. */
    public static final String CAFFEINE = "com.github.benmanes.caffeine.cache.Caffeine";

    /** The package of the classes that handle messages. */
    public static final String GUARDS_OF_MESSAGES = "io.quarkiverse.eventidempotency.runtime.messaging.";

    public static final DotName TRANSACTIONAL = DotName.createSimple("jakarta.transaction.Transactional");
    public static final DotName WITH_TRANSACTION = DotName
            .createSimple("io.quarkus.hibernate.reactive.panache.common.WithTransaction");
    /** The types of transactions that are not the caller's. */
    public static final List<String> OWN_TRANSACTIONS = List.of("REQUIRES_NEW", "NOT_SUPPORTED");
    /** The types of transactions that run a method without one. */
    public static final List<String> NO_TRANSACTIONS = List.of("NEVER", "NOT_SUPPORTED");
    /** Methods that a framework calls outside of transactions. */
    public static final List<DotName> ENTRY_POINTS = names("io.quarkus.scheduler.Scheduled",
            "io.quarkus.scheduler.Scheduled$Schedules", "io.quarkus.vertx.ConsumeEvent",
            "io.quarkus.vertx.ConsumeEvent$List", "jakarta.annotation.PostConstruct", "io.quarkus.runtime.Startup");
    /** Parameters that bring a transaction of the caller along, of which there is no way to learn how it ends. */
    public static final List<DotName> UNFOLLOWED_TRANSACTIONS = names(
            "io.smallrye.reactive.messaging.kafka.transactions.TransactionalEmitter", "com.mongodb.session.ClientSession",
            "com.mongodb.client.ClientSession", "com.mongodb.reactivestreams.client.ClientSession");

    public static final DotName NON_BLOCKING = DotName.createSimple("io.smallrye.common.annotation.NonBlocking");
    public static final DotName MESSAGING_BLOCKING = DotName
            .createSimple("io.smallrye.reactive.messaging.annotations.Blocking");
    public static final DotName RUN_ON_VIRTUAL_THREAD = DotName
            .createSimple("io.smallrye.common.annotation.RunOnVirtualThread");
    /** Each of them moves a message consumer off the event loop. */
    public static final List<DotName> OFF_EVENT_LOOP = List.of(MESSAGING_BLOCKING, RUN_ON_VIRTUAL_THREAD, TRANSACTIONAL,
            DotName.createSimple("io.smallrye.common.annotation.Blocking"));

    public static final DotName UNI = DotName.createSimple("io.smallrye.mutiny.Uni");
    public static final DotName COMPLETION_STAGE = DotName.createSimple("java.util.concurrent.CompletionStage");
    public static final List<DotName> PROMISES = List.of(UNI, COMPLETION_STAGE,
            DotName.createSimple("java.util.concurrent.Future"));
    private static final String OPERATORS = "org.eclipse.microprofile.reactive.streams.operators.";
    public static final List<DotName> STREAMS = names("io.smallrye.mutiny.Multi", "java.util.concurrent.Flow$Publisher",
            "java.util.concurrent.Flow$Subscriber", "org.reactivestreams.Publisher", "org.reactivestreams.Subscriber",
            OPERATORS + "PublisherBuilder", OPERATORS + "SubscriberBuilder", OPERATORS + "ProcessorBuilder");
    public static final List<DotName> RESPONSES = names("jakarta.ws.rs.core.Response",
            "org.jboss.resteasy.reactive.RestResponse");
    /** Annotations that keep a public field of an entity as it is. */
    static final List<DotName> NOT_PERSISTENT = names("jakarta.persistence.Transient",
            "org.bson.codecs.pojo.annotations.BsonIgnore");
    private static final String MONGODB_PANACHE = "io.quarkus.mongodb.panache.";
    /** Panache puts accessors in front of the public fields of their subclasses. */
    static final List<DotName> DOCUMENTS = names(MONGODB_PANACHE + "PanacheMongoEntityBase",
            MONGODB_PANACHE + "PanacheMongoEntity",
            MONGODB_PANACHE + "reactive.ReactivePanacheMongoEntityBase",
            MONGODB_PANACHE + "reactive.ReactivePanacheMongoEntity");
    /** But not in front of those of its own subclasses. */
    static final List<DotName> UNCHANGED_DOCUMENTS = names(MONGODB_PANACHE + "PanacheMongoEntity",
            MONGODB_PANACHE + "reactive.ReactivePanacheMongoEntity");
    /** Entities written in Kotlin get no accessors. */
    public static final DotName KOTLIN_METADATA = DotName.createSimple("kotlin.Metadata");
    public static final String REST_PACKAGE = "jakarta.ws.rs.";
    public static final DotName HTTP_METHOD = DotName.createSimple(REST_PACKAGE + "HttpMethod");
    public static final DotName PATH = DotName.createSimple(REST_PACKAGE + "Path");
    private static final String QUARKUS_REST = "org.jboss.resteasy.reactive.";
    /** A class that applications with resources of Quarkus REST have. */
    public static final String QUARKUS_REST_SERVER = QUARKUS_REST + "server.core.CurrentRequestManager";
    public static final List<DotName> REST_HEADERS = names(REST_PACKAGE + "HeaderParam", QUARKUS_REST + "RestHeader",
            REST_PACKAGE + "CookieParam", QUARKUS_REST + "RestCookie");
    /** Parameters that a request brings outside of its entity. */
    public static final List<DotName> REST_PARAMETERS = Stream.concat(REST_HEADERS.stream(), names(
            REST_PACKAGE + "PathParam", QUARKUS_REST + "RestPath", REST_PACKAGE + "QueryParam", QUARKUS_REST + "RestQuery",
            REST_PACKAGE + "MatrixParam", QUARKUS_REST + "RestMatrix", REST_PACKAGE + "FormParam", QUARKUS_REST + "RestForm",
            REST_PACKAGE + "BeanParam").stream()).toList();
    /** Parameters that the framework brings. */
    public static final List<DotName> REST_CONTEXTS = names(REST_PACKAGE + "core.Context",
            REST_PACKAGE + "container.Suspended");
    /** Parameters by which a method answers its caller. */
    public static final List<DotName> ANSWERS = names("io.vertx.core.eventbus.Message",
            "io.vertx.mutiny.core.eventbus.Message", "io.vertx.core.Promise", "io.vertx.mutiny.core.Promise",
            "io.grpc.stub.StreamObserver", "jakarta.ws.rs.container.AsyncResponse", "jakarta.ws.rs.sse.SseEventSink",
            "io.smallrye.mutiny.subscription.UniEmitter",
            "io.smallrye.mutiny.subscription.MultiEmitter");
    /** Parameters by which a method without a result answers its caller. */
    public static final List<DotName> ANSWERS_OF_VOID = names("io.vertx.ext.web.RoutingContext",
            "io.vertx.mutiny.ext.web.RoutingContext", "io.quarkus.vertx.web.RoutingExchange",
            "io.vertx.core.http.HttpServerResponse", "io.vertx.mutiny.core.http.HttpServerResponse",
            "jakarta.servlet.ServletResponse", "io.vertx.core.http.HttpServerRequest",
            "io.vertx.mutiny.core.http.HttpServerRequest",
            "io.vertx.core.http.ServerWebSocket", "io.vertx.mutiny.core.http.ServerWebSocket",
            "io.quarkus.websockets.next.WebSocketConnection", "jakarta.websocket.Session");
    public static final DotName FALLBACK = DotName.createSimple("org.eclipse.microprofile.faulttolerance.Fallback");
    /** Apply a guard that code makes, which may have a fallback. */
    public static final List<DotName> APPLIED_GUARDS = names("io.smallrye.faulttolerance.api.ApplyGuard",
            "io.smallrye.faulttolerance.api.ApplyFaultTolerance");
    public static final DotName CONTINUATION = DotName.createSimple("kotlin.coroutines.Continuation");
    public static final DotName VOID = DotName.createSimple(Void.class);

    public static final DotName LIST = DotName.createSimple(List.class);
    public static final DotName ITERABLE = DotName.createSimple(Iterable.class);
    public static final DotName OPTIONAL = DotName.createSimple(Optional.class);
    public static final DotName COLLECTION = DotName.createSimple("java.util.Collection");
    public static final DotName NUMBER = DotName.createSimple(Number.class);
    public static final DotName BIG_DECIMAL = DotName.createSimple("java.math.BigDecimal");
    public static final DotName MAP = DotName.createSimple("java.util.Map");
    /** Types of which every value has a text of its own. */
    public static final List<DotName> PLAIN_TEXT = List.of(DotName.createSimple(Boolean.class),
            DotName.createSimple(Character.class), DotName.createSimple(UUID.class));
    public static final List<DotName> OPTIONALS = names("java.util.Optional", "java.util.OptionalInt",
            "java.util.OptionalLong", "java.util.OptionalDouble");
    public static final List<DotName> COLLECTIONS = List.of(COLLECTION, MAP, ITERABLE);
    public static final List<DotName> JSON_TREES = names("io.vertx.core.json.JsonObject", "io.vertx.core.json.JsonArray",
            "com.fasterxml.jackson.databind.JsonNode",
            "jakarta.json.JsonValue");

    private DotNames() {
    }

    private static List<DotName> names(String... names) {
        return Stream.of(names).map(DotName::createSimple).toList();
    }

    /** {@return whether a class belongs to no one who could change it} */
    public static boolean isPlatform(DotName name) {
        return Stream.of("java.", "javax.", "jakarta.", "kotlin.").anyMatch(name.toString()::startsWith);
    }
}
