package io.quarkiverse.eventidempotency.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.jandex.CompositeIndex;
import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.IdempotencyKeyPart;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkus.arc.deployment.BuildExclusionsBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;

/** Annotations of keys that no key is taken from, each by its message, and those that are read. */
class UnreadKeysTest {

    private static final String HERE = UnreadKeysTest.class.getName() + "$";

    @Test
    void namesEachWithoutEffect() throws IOException {
        assertThat(problems(Set.of(Keyed.class, Unguarded.class, Line.class, Placed.class, Nobodys.class, Setter.class,
                Derived.class, Base.class, Colour.class, Unused.class, Shared.class))).containsExactlyInAnyOrder(
                        "@IdempotencyKey on parameter id has no effect, since the key comes from key \"{id}\": remove one of the"
                                + " two [method: " + HERE + "Keyed#parameter(String)]",
                        "@IdempotencyKey on " + HERE + "Shared.id has no effect, since " + HERE
                                + "Keyed#member(UnreadKeysTest$Shared) takes its key from key \"{shared.name}\": remove the"
                                + " annotation, or that key",
                        "@IdempotencyKey on parameter id has no effect, since its method is not annotated with @Idempotent:"
                                + " annotate the method that is, whose parameters inherit nothing, or a field or getter of what"
                                + " it takes; or remove it [method: " + HERE + "Unguarded#on(String)]",
                        "@IdempotencyKey on parameter id has no effect, since its method is not annotated with @Idempotent:"
                                + " annotate the method that is, whose parameters inherit nothing, or a field or getter of what"
                                + " it takes; or remove it [method: " + HERE + "Setter#setOther(String)]",
                        "@IdempotencyKey on " + HERE + "Line.sku has no effect, since no guarded method takes " + HERE
                                + "Line as a parameter or payload: set key = \"{placed.line.sku}\" on " + HERE
                                + "Keyed#nested(UnreadKeysTest$Placed), or remove the annotation",
                        "@IdempotencyKey on " + HERE + "Nobodys.id has no effect, since no guarded method takes " + HERE
                                + "Nobodys as a parameter or payload: take it, or remove the annotation",
                        "@IdempotencyKey on a method has no effect where the method is no getter: put it on a getter, a field or"
                                + " a record component [method: " + HERE + "Setter#setId(String)]",
                        "@IdempotencyKey on " + HERE + "Derived.more has no effect, since " + HERE
                                + "Keyed#base(UnreadKeysTest$Base) takes " + HERE + "Base, and reads no annotations of its"
                                + " subtypes: annotate a getter of " + HERE
                                + "Base that returns more, or remove the annotation",
                        "@IdempotencyKey on " + HERE + "Unused.id has no effect, since " + HERE
                                + "Keyed#nearer(UnreadKeysTest$Unused,String) takes its key from @IdempotencyKey on id: remove"
                                + " the annotation, or that key",
                        "@IdempotencyKeyPart on " + HERE
                                + "Colour has no effect, since it is an enum: its constants are parts of"
                                + " keys by their names; remove the annotation");
    }

    @Test
    void oneReaderIsEnough() throws IOException {
        assertThat(problems(Set.of(Shared.class, Keyless.class, Keyed.class, Line.class)))
                .noneMatch(problem -> problem.contains("Shared.id"));
        assertThat(problems(Set.of(BatchReaders.class, Shared.class, Tagged.class))).isEmpty();
        assertThat(problems(Set.of(Readers.class, Tagged.class, HasId.class, Overriding.class, Constructed.class))).isEmpty();
    }

    @Test
    void elementsOfABatchAreTaken() throws IOException {
        assertThat(problems(Set.of(KeyedBatches.class, Shared.class, Line.class))).containsExactlyInAnyOrder(
                "@IdempotencyKey on " + HERE + "Shared.id has no effect, since " + HERE + "KeyedBatches#members(List) takes its"
                        + " key from key \"{shared[].name}\": remove the annotation, or that key",
                "@IdempotencyKey on " + HERE + "Line.sku has no effect, since no guarded method takes " + HERE
                        + "Line as a parameter or payload: set key = \"{placed[].line.sku}\" on " + HERE
                        + "KeyedBatches#nested(List), or remove the annotation");
    }

    @Test
    void methodsWithErrorsOfTheirOwnCauseNoMore() throws IOException {
        assertThat(problems(Set.of(Faulty.class, Shared.class))).isEmpty();
    }

    /** Other applications may read what a library brings. */
    @Test
    void librariesAreOnlyHeldAgainstConsumersWithoutAKey() throws IOException {
        Index application = Index.of(Consumers.class, Idempotent.class);
        Index library = Index.of(Delivered.class, Line.class, Nobodys.class);
        assertThat(problems(application, library)).singleElement().asString()
                .contains("Line.sku has no effect", "set key = \"{delivered.line.sku}\" on " + HERE + "Consumers#on(");
    }

    private static List<String> problems(Set<Class<?>> classes) throws IOException {
        return problems(Index.of(classes.toArray(new Class<?>[0])), Index.of(Idempotent.class));
    }

    private static List<String> problems(Index application, Index library) throws IOException {
        CompositeIndex all = CompositeIndex.create(application, library);
        CollectedMethodsBuildItem methods = new GuardedMethodsProcessor().collect(new CombinedIndexBuildItem(all, all),
                new BuildExclusionsBuildItem(Set.of(), Set.of(), Set.of()), List.of());
        return GuardChecks.unreadKeys(methods, new TypeIndex(all, UnreadKeysTest.class.getClassLoader()), application);
    }

    record Shared(@IdempotencyKey String id, String name) {
    }

    record Line(@IdempotencyKey String sku) {
    }

    record Placed(Line line, String number) {
    }

    record Delivered(Line line) {
    }

    record Unused(@IdempotencyKey String id) {
    }

    record Nobodys(@IdempotencyKey String id) {
    }

    static class Setter {

        @IdempotencyKey
        void setId(String id) {
        }

        void setOther(@IdempotencyKey String id) {
        }
    }

    static class Base {

        @IdempotencyKey
        public String getId() {
            return "id";
        }
    }

    static class Derived extends Base {

        @IdempotencyKey
        public String getMore() {
            return "more";
        }
    }

    @IdempotencyKeyPart
    enum Colour {
        RED
    }

    static class Keyed {

        @Idempotent(key = "{id}")
        void parameter(@IdempotencyKey String id) {
        }

        @Idempotent(key = "{shared.name}")
        void member(Shared shared) {
        }

        @Idempotent(key = "{placed.number}")
        void nested(Placed placed) {
        }

        @Idempotent
        void base(Base base) {
        }

        @Idempotent
        void nearer(Unused unused, @IdempotencyKey String id) {
        }
    }

    static class KeyedBatches {

        @Idempotent(key = "{shared[].name}")
        void members(List<Shared> shared) {
        }

        @Incoming("placed")
        @Idempotent
        void nested(List<Placed> placed) {
        }
    }

    static class BatchReaders {

        @Idempotent
        void shared(List<Shared> shared) {
        }

        @Incoming("tagged")
        @Idempotent
        void tagged(List<Tagged> tagged) {
        }
    }

    static class Unguarded {

        void on(@IdempotencyKey String id) {
        }
    }

    static class Keyless {

        @Idempotent
        void shared(Shared shared) {
        }
    }

    interface HasId {

        @IdempotencyKey
        String id();
    }

    record Overriding(@IdempotencyKey String id) implements HasId {
    }

    record Tagged(@IdempotencyKey String id, @IdempotencyKey int version) {
    }

    record Constructed(String id) {

        Constructed(@IdempotencyKey String id) {
            this.id = id;
        }
    }

    static class Readers {

        @Idempotent
        void tagged(Tagged tagged) {
        }

        @Idempotent
        void hasId(HasId event) {
        }

        @Idempotent
        void constructed(Constructed event) {
        }

        @Idempotent
        void parameters(@IdempotencyKey String id, @IdempotencyKey int version) {
        }
    }

    static class Faulty {

        @Idempotent(key = "{orders[].idd}")
        void batch(List<Shared> orders) {
        }

        @Idempotent(key = "{sharde.id}")
        void path(Shared shared, @IdempotencyKey String id) {
        }
    }

    static class Consumers {

        @Incoming("delivered")
        @Idempotent
        void on(Delivered delivered) {
        }

        @Incoming("events")
        @Idempotent
        void event(Event event) {
        }
    }

    record Event(String eventId, Nobodys of) implements IdempotentEvent {
    }
}
