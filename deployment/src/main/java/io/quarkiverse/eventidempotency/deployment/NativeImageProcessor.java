package io.quarkiverse.eventidempotency.deployment;

import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.method.MethodResult;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.AdditionalIndexedClassesBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveHierarchyBuildItem;

/** Tells native executables what Jackson reads and writes, and which resources are read. */
class NativeImageProcessor {

    private static final String SCRIPTS = "io/quarkiverse/eventidempotency/runtime/redis/command/";

    // Made by name: EventEnvelope names them in annotations, and nothing else does.
    private static final String[] MEMBERS = { "io.quarkiverse.eventidempotency.envelope.LenientInstantDeserializer",
            "io.quarkiverse.eventidempotency.envelope.LenientTextDeserializer",
            "io.quarkiverse.eventidempotency.envelope.LenientVersionDeserializer" };

    /** The cache and its entries: strong keys and values, a maximum weight, an expiry of each entry. */
    static final String[] NEAR_CACHE = { "com.github.benmanes.caffeine.cache.SSMWA",
            "com.github.benmanes.caffeine.cache.PSWMW" };

    private static final String KAFKA_RECORD = DotNames.GUARDS_OF_MESSAGES + "connectors.KafkaResultTypes$RecordAsJson";

    /** Envelopes are followed to their payloads, which takes their declaration. */
    @BuildStep
    AdditionalIndexedClassesBuildItem index() {
        return new AdditionalIndexedClassesBuildItem(EventEnvelope.class.getName(), IdempotentEvent.class.getName());
    }

    @BuildStep
    void reflective(BuildProducer<ReflectiveClassBuildItem> classes) {
        classes.produce(ReflectiveClassBuildItem.builder(EventEnvelope.class).constructors().methods().fields()
                .reason("event idempotency: envelopes are read and written as JSON").build());
        classes.produce(ReflectiveClassBuildItem.builder(MEMBERS).constructors()
                .reason("event idempotency: reads the members of envelopes").build());
        // Only where its connector is: without it, what the class is made of is missing.
        if (QuarkusClassLoader.isClassPresentAtRuntime("io.smallrye.reactive.messaging.kafka.Record")) {
            classes.produce(ReflectiveClassBuildItem.builder(KAFKA_RECORD).methods()
                    .reason("event idempotency: stored outputs are read back as JSON").build());
        }
    }

    /** Events arrive as JSON, results and fingerprints are written as such, and results are read back for duplicates. */
    @BuildStep
    void types(CollectedMethodsBuildItem collected, BuildProducer<ReflectiveHierarchyBuildItem> hierarchies) {
        for (GuardedMethod guarded : collected.methods()) {
            if (guarded.payload() != null) {
                register(guarded.payload(), "payload of " + guarded.id(), hierarchies);
            }
            if (guarded.event() != null) {
                register(guarded.event().type(), "event of " + guarded.id(), hierarchies);
            }
            MethodResult result = guarded.result();
            if (result != null && !result.isVoid()) {
                register(result.type(), "result of " + guarded.id(), hierarchies);
            }
            guarded.fingerprint()
                    .forEach(path -> register(path.type(), "fingerprint of " + guarded.id(), hierarchies));
        }
    }

    private static void register(Type type, String what, BuildProducer<ReflectiveHierarchyBuildItem> hierarchies) {
        if (type.kind() != Type.Kind.PRIMITIVE) {
            hierarchies.produce(ReflectiveHierarchyBuildItem.builder(type).source("event idempotency: " + what).build());
        }
    }

    /** Caffeine makes its classes by name. quarkus-caffeine registers those of the usual caches, and not this one's. */
    @BuildStep
    void nearCache(BuildProducer<ReflectiveClassBuildItem> classes) {
        if (QuarkusClassLoader.isClassPresentAtRuntime(DotNames.CAFFEINE)) {
            classes.produce(ReflectiveClassBuildItem.builder(NEAR_CACHE).constructors().fields()
                    .reason("event idempotency: the near cache").build());
        }
    }

    @BuildStep
    NativeImageResourceBuildItem scripts() {
        return new NativeImageResourceBuildItem(SCRIPTS + "record.lua", SCRIPTS + "claim.lua", SCRIPTS + "settle.lua",
                SCRIPTS + "renew.lua",
                SCRIPTS + "find.lua", SCRIPTS + "scan.lua", SCRIPTS + "operate.lua", SCRIPTS + "check.lua");
    }
}
