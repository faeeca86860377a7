package io.quarkiverse.eventidempotency.deployment.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.builder.BuildChainBuilder;
import io.quarkus.builder.BuildContext;
import io.quarkus.builder.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** What a native executable is told, without building one. */
class NativeImageRegistrationTest {

    private static final String SCRIPTS = "io/quarkiverse/eventidempotency/runtime/redis/command/";

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(
                    jar -> jar.addClasses(Handler.class, Consumers.class, Field.class, Soil.class, Created.class, Place.class,
                            Parcel.class,
                            Weight.class, Letter.class, Stamp.class, Sent.class, Truck.class, Driver.class, Box.class))
            .overrideConfigKey("mp.messaging.incoming.trucks.connector", "smallrye-in-memory")
            .overrideConfigKey("mp.messaging.incoming.boxes.connector", "smallrye-in-memory")
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .addBuildChainCustomizer(check());

    @Test
    void registersWhatIsReadAndWrittenByName() {
        // Checked while the application was built.
    }

    private static Consumer<BuildChainBuilder> check() {
        return new Consumer<>() {

            @Override
            public void accept(BuildChainBuilder chain) {
                chain.addBuildStep(new Check()).consumes(ReflectiveClassBuildItem.class)
                        .consumes(NativeImageResourceBuildItem.class).produces(FeatureBuildItem.class).build();
            }
        };
    }

    /** Fails the build when something is missing. */
    private static final class Check implements BuildStep {

        @Override
        public void execute(BuildContext context) {
            Set<String> withConstructors = context.consumeMulti(ReflectiveClassBuildItem.class).stream()
                    .filter(ReflectiveClassBuildItem::isConstructors)
                    .flatMap(item -> item.getClassNames().stream()).collect(Collectors.toSet());
            assertThat(withConstructors).contains(EventEnvelope.class.getName(),
                    "io.quarkiverse.eventidempotency.envelope.LenientInstantDeserializer",
                    "io.quarkiverse.eventidempotency.envelope.LenientTextDeserializer",
                    "io.quarkiverse.eventidempotency.envelope.LenientVersionDeserializer",
                    // the payload and the result, and what they are made of
                    Field.class.getName(), Soil.class.getName(), Created.class.getName(), Place.class.getName(),
                    // what fingerprints are taken of
                    Parcel.class.getName(), Weight.class.getName(),
                    // of the elements of a batch
                    Letter.class.getName(), Stamp.class.getName(), Sent.class.getName(),
                    // of what consumers take
                    Truck.class.getName(), Driver.class.getName(), Box.class.getName());
            Set<String> resources = context.consumeMulti(NativeImageResourceBuildItem.class).stream()
                    .flatMap(item -> item.getResources().stream()).collect(Collectors.toSet());
            assertThat(resources).contains(SCRIPTS + "record.lua", SCRIPTS + "claim.lua", SCRIPTS + "settle.lua",
                    SCRIPTS + "renew.lua",
                    SCRIPTS + "find.lua", SCRIPTS + "scan.lua", SCRIPTS + "operate.lua",
                    SCRIPTS + "check.lua");
        }
    }

    @ApplicationScoped
    static class Handler {

        @Idempotent(scope = "fields")
        Uni<Created> on(EventEnvelope<Field> event) {
            return Uni.createFrom().item(new Created(new Place(event.payload().name())));
        }

        @Idempotent(scope = "parcels", key = "{parcel.id}", fingerprint = "{parcel}")
        void weigh(Parcel parcel) {
        }

        @Idempotent(scope = "letters", key = "{letters[].id}", fingerprint = Idempotent.PAYLOAD)
        Uni<List<Sent>> send(List<Letter> letters) {
            return Uni.createFrom().item(List.of());
        }
    }

    @ApplicationScoped
    static class Consumers {

        @Incoming("trucks")
        @Idempotent(scope = "trucks", key = "{message.payload.id}")
        Uni<Void> drive(Message<Truck> message) {
            return Uni.createFrom().completionStage(message.ack());
        }

        @Incoming("boxes")
        @Idempotent(scope = "boxes", key = "{boxes[].id}")
        Uni<Void> load(List<Box> boxes) {
            return Uni.createFrom().voidItem();
        }
    }

    record Truck(String id, Driver driver) {
    }

    record Driver(String name) {
    }

    record Box(String id) {
    }

    record Letter(String id, Stamp stamp) {
    }

    record Stamp(int cents) {
    }

    record Sent(String id) {
    }

    record Parcel(String id, Weight weight) {
    }

    record Weight(int grams) {
    }

    record Field(String name, Soil soil) {
    }

    enum Soil {
        LOAM,
        SAND
    }

    record Created(Place place) {
    }

    record Place(String name) {
    }
}
