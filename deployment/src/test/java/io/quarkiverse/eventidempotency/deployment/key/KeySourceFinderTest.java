package io.quarkiverse.eventidempotency.deployment.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.jandex.Index;
import org.jboss.jandex.MethodInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.deployment.other.Elsewhere;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.reactive.messaging.kafka.Record;
import io.vertx.core.json.JsonObject;

/** What does not fit, each by its message. Only the handlers are indexed: everything they take is read on demand. */
class KeySourceFinderTest {

    private static final String OWN = "io.quarkiverse.eventidempotency.deployment.key.KeySourceFinderTest$Handlers";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "parameter    | \"evnt\" (position 2) names no parameter of the method. Did you mean \"event\"?",
            "member       | \"feildId\" (position 16) is no component, getter or public field of "
                    + "io.quarkiverse.eventidempotency.deployment.key.KeySourceFinderTest$Field. Did you mean \"fieldId\"?",
            "nothingNear  | \"price\" (position 16) is no component, getter or public field of "
                    + "io.quarkiverse.eventidempotency.deployment.key.KeySourceFinderTest$Field. There is: bytes, date, fieldId, "
                    + "json, maybe, object, parent, rawMap, tags, tree, words, xs",
            "array        | \"bytes\" (position 8) leads to byte[], which is an array; a key part is one value",
            "collection   | \"words\" (position 8) leads to java.util.List<java.lang.String>, which is a collection",
            "wholeMap     | \"tags\" (position 8) leads to java.util.Map<java.lang.String, java.lang.String>, which is a collection",
            "object       | \"object\" (position 8) leads to java.lang.Object, which is not known: declare it",
            "anyValue     | \"x\" (position 11) leads to java.lang.Object, which is not known: declare it",
            "optional     | \"maybe\" (position 8) leads to java.util.Optional<java.lang.String>, which is an Optional: add a getter",
            "inOptional   | \"get\" (position 14) is looked for on java.util.Optional<java.lang.String>, which is an Optional",
            "jsonObject   | \"json\" (position 8) leads to io.vertx.core.json.JsonObject, which is a JSON tree: take a record",
            "inJsonObject | \"id\" (position 13) is looked for on io.vertx.core.json.JsonObject, which is a JSON tree",
            "inJsonNode   | \"id\" (position 13) is looked for on com.fasterxml.jackson.databind.JsonNode, which is a JSON tree",
            "rawMap       | \"a\" (position 15) is looked for in a map whose keys are not known to be Strings: java.util.Map; declare "
                    + "a Map<String, …>",
            "intMap       | \"a\" (position 9) is looked for in a map whose keys are not known to be Strings: "
                    + "java.util.Map<java.lang.Integer, java.lang.String>",
            "otherType    | \"parent\" (position 8) leads to io.quarkiverse.eventidempotency.deployment.key.KeySourceFinderTest$Field, "
                    + "which is none of String, primitive, enum, UUID, number, java.time value: go on to one of its members",
            "date         | \"date\" (position 8) leads to java.util.Date, which is none of String, primitive, enum, UUID, number, "
                    + "java.time value: go on to one of its members, or make the key with keyResolver = …",
            "ownType      | \"own\" (position 2) leads to " + OWN + ", which is none of String, primitive, enum, UUID, number, "
                    + "java.time value: go on to one of its members, annotate it with @IdempotencyKeyPart if it is yours and its toString() tells "
                    + "events apart, or make the key with keyResolver = …",
            "uri          | @IdempotencyKey on parameter uri cannot be part of a key: java.net.URI is none of String, primitive, enum, "
                    + "UUID, number, java.time value: go on to one of its members, or make the key with keyResolver = …",
            "inList       | \"sku\" (position 14) is no component, getter or public field of java.util.List<java.lang.String>. It is a "
                    + "collection, and no element of it names an event: go on from another member, or make the key with "
                    + "keyResolver = …",
            "inIterable   | \"sku\" (position 8) is no component, getter or public field of java.lang.Iterable<java.lang.String>. It "
                    + "is a collection",
            "inText       | \"value\" (position 16) is no component, getter or public field of java.lang.String. It is a part of a key "
                    + "itself: end the path before it",
            "typeArgument | \"data\" (position 10) is no component, getter or public field of "
                    + "io.vertx.mutiny.core.eventbus.Message<java.lang.String>. There is: delegate",
            "springs      | has the configuration property field.fieldId, which is not set while the application is built; set it, or "
                    + "write ${field.fieldId:default}, or {field.fieldId} for a path (position 1)",
            "primitive    | \"length\" (position 8) is looked for on int, which has no members",
            "unknown      | \"id\" (position 5) is no component, getter or public field of java.io.Serializable. It has none that can "
                    + "be read",
            "hidden       | \"hidden\" (position 4) is no component, getter or public field of "
                    + "io.quarkiverse.eventidempotency.deployment.other.Elsewhere. It is there, but not accessible",
            "closed       | \"name\" (position 11) is a member of "
                    + "io.quarkiverse.eventidempotency.deployment.other.Elsewhere$Closed, which is not accessible",
            "constant     | names no parameter, so that all events would be one: put a path in braces, such as {id}",
            "noKey        | @Idempotent needs a key: annotate a parameter, or a member of its type, with @IdempotencyKey, set "
                    + "key = \"…\", or take an IdempotentEvent",
            "twoEvents    | cannot tell which of several IdempotentEvent parameters names the event",
            "annotatedMap | @IdempotencyKey on parameter tags cannot be part of a key: "
                    + "java.util.Map<java.lang.String, java.lang.String> is a collection",
            "secret       | @IdempotencyKey on io.quarkiverse.eventidempotency.deployment.other.Elsewhere.secret cannot be read",
            "noGetter     | NoGetter.compute is on no getter" })
    void namesWhatDoesNotFit(String method, String problem) throws IOException {
        assertThat(problems(method)).singleElement().asString().contains(problem);
    }

    @Test
    void tellsEachPathThatDoesNotFit() throws IOException {
        assertThat(problems("two")).hasSize(2);
    }

    @Test
    void typeVariablesStandForTheirBounds() throws IOException {
        assertThat(problems("bounded")).isEmpty();
        assertThat(problems("wildcard")).isEmpty();
    }

    @Test
    void saysWhereTheKeyComesFrom() throws IOException {
        assertThat(find("annotated", new ArrayList<>()).description()).isEqualTo("@IdempotencyKey on a, b");
        assertThat(find("members", new ArrayList<>()).description()).isEqualTo("@IdempotencyKey on tagged.id");
        assertThat(find("event", new ArrayList<>()).description()).isEqualTo("IdempotentEvent envelope");
        assertThat(find("bounded", new ArrayList<>()).description()).isEqualTo("key \"{event.payload.fieldId}\"");
    }

    @Test
    void looksIntoRecords() throws IOException {
        assertThat(find("kafkaRecord", new ArrayList<>()).description()).isEqualTo("@IdempotencyKey on record.value.id");
        assertThat(find("recordInMessage", new ArrayList<>()).description())
                .isEqualTo("@IdempotencyKey on message.payload.value.id");
        assertThat(find("eventInRecord", new ArrayList<>()).description()).isEqualTo("IdempotentEvent record");
        assertThat(problems("pathsInRecord")).isEmpty();
    }

    @Test
    void parametersOfConstructorsStandForProperties() throws IOException {
        assertThat(find("constructed", new ArrayList<>()).description())
                .isEqualTo("@IdempotencyKey on event.id, event.version");
        assertThat(problems("unreadable")).singleElement().asString()
                .contains("on the constructor's parameter " + Unreadable.class.getName() + ".id cannot be read",
                        "add a public getter");
    }

    private static List<String> problems(String method) throws IOException {
        List<String> problems = new ArrayList<>();
        find(method, problems);
        return problems;
    }

    private static KeySource find(String name, List<String> problems) throws IOException {
        Index index = Index.of(Handlers.class, Idempotent.class);
        MethodInfo method = index.getClassByName(Handlers.class).firstMethod(name);
        return new KeySourceFinder(new TypeIndex(index, KeySourceFinderTest.class.getClassLoader()), p -> Optional.empty())
                .find(method, null, method.annotation(DotNames.IDEMPOTENT), problems::add);
    }

    record Field(String fieldId, byte[] bytes, List<String> words, Map<String, String> tags, Object object,
            Optional<String> maybe, JsonObject json, JsonNode tree, @SuppressWarnings("rawtypes") Map rawMap, Field parent,
            Date date, Map<String, ?> xs) {
    }

    record Tagged(@IdempotencyKey String id) {
    }

    static class NoGetter {

        @IdempotencyKey
        String compute(int x) {
            return Arrays.toString(new int[] { x });
        }
    }

    /** As the Kotlin compiler writes {@code data class Constructed(@IdempotencyKey val id: String, …)}. */
    static class Constructed {

        private final String id;
        private final int version;

        Constructed(@IdempotencyKey String id, @IdempotencyKey int version, String ignored) {
            this.id = id;
            this.version = version;
        }

        public final String getId() {
            return id;
        }

        public final int getVersion() {
            return version;
        }
    }

    static class Unreadable {

        private final String id;

        Unreadable(@IdempotencyKey String id) {
            this.id = id;
        }

        @Override
        public String toString() {
            return id;
        }
    }

    @SuppressWarnings("unused")
    static class Handlers {

        @Incoming("records")
        @Idempotent
        void kafkaRecord(Record<String, Tagged> record) {
        }

        @Incoming("messages")
        @Idempotent
        void recordInMessage(Message<Record<String, Tagged>> message) {
        }

        @Incoming("events")
        @Idempotent
        void eventInRecord(Record<String, EventEnvelope<Field>> record) {
        }

        @Idempotent(key = "{record.key}{record.value.id}")
        void pathsInRecord(Record<String, Tagged> record) {
        }

        @Idempotent
        void constructed(Constructed event) {
        }

        @Idempotent
        void unreadable(Unreadable event) {
        }

        @Idempotent(key = "{evnt.eventId}")
        void parameter(EventEnvelope<Field> event) {
        }

        @Idempotent(key = "{event.payload.feildId}")
        void member(EventEnvelope<Field> event) {
        }

        @Idempotent(key = "{event.payload.price}")
        void nothingNear(EventEnvelope<Field> event) {
        }

        @Idempotent(key = "{field.bytes}")
        void array(Field field) {
        }

        @Idempotent(key = "{field.words}")
        void collection(Field field) {
        }

        @Idempotent(key = "{field.tags}")
        void wholeMap(Field field) {
        }

        @Idempotent(key = "{field.object}")
        void object(Field field) {
        }

        @Idempotent(key = "{field.xs.x}")
        void anyValue(Field field) {
        }

        @Idempotent(key = "{field.maybe}")
        void optional(Field field) {
        }

        @Idempotent(key = "{field.maybe.get}")
        void inOptional(Field field) {
        }

        @Idempotent(key = "{field.json}")
        void jsonObject(Field field) {
        }

        @Idempotent(key = "{field.json.id}")
        void inJsonObject(Field field) {
        }

        @Idempotent(key = "{field.tree.id}")
        void inJsonNode(Field field) {
        }

        @Idempotent(key = "{field.rawMap.a}")
        void rawMap(Field field) {
        }

        @Idempotent(key = "{intMap.a}")
        void intMap(Map<Integer, String> intMap) {
        }

        @Idempotent(key = "{field.parent}")
        void otherType(Field field) {
        }

        @Idempotent(key = "{field.date}")
        void date(Field field) {
        }

        @Idempotent(key = "{own}")
        void ownType(Handlers own) {
        }

        @Idempotent
        void uri(@IdempotencyKey URI uri) {
        }

        @Idempotent(key = "{field.words.sku}")
        void inList(Field field) {
        }

        @Idempotent(key = "{words.sku}")
        void inIterable(Iterable<String> words) {
        }

        @Idempotent(key = "{field.fieldId.value}")
        void inText(Field field) {
        }

        @Idempotent(key = "{message.data}")
        void typeArgument(io.vertx.mutiny.core.eventbus.Message<String> message) {
        }

        @Idempotent(key = "${field.fieldId}")
        void springs(Field field) {
        }

        @Idempotent(key = "{count.length}")
        void primitive(int count) {
        }

        @Idempotent(key = "{it.id}")
        void unknown(java.io.Serializable it) {
        }

        @Idempotent(key = "{e.hidden}")
        void hidden(Elsewhere e) {
        }

        @Idempotent(key = "{e.closed.name}")
        void closed(Elsewhere e) {
        }

        @Idempotent(key = "orderId")
        void constant(String id) {
        }

        @Idempotent
        void noKey(String id, Field field) {
        }

        @Idempotent
        void twoEvents(EventEnvelope<String> a, EventEnvelope<String> b) {
        }

        @Idempotent
        void annotatedMap(@IdempotencyKey Map<String, String> tags) {
        }

        @Idempotent
        void secret(Elsewhere elsewhere) {
        }

        @Idempotent
        void noGetter(NoGetter noGetter) {
        }

        @Idempotent(key = "{a}{field.none}{b}")
        void two(Field field, String b) {
        }

        @Idempotent(key = "{event.payload.fieldId}")
        <E extends EventEnvelope<Field>> void bounded(E event) {
        }

        @Idempotent(key = "{event.payload.fieldId}")
        void wildcard(EventEnvelope<? extends Field> event) {
        }

        @Idempotent
        void annotated(@IdempotencyKey String a, @IdempotencyKey int b, Tagged tagged) {
        }

        @Idempotent
        void members(Tagged tagged) {
        }

        @Idempotent
        void event(String other, EventEnvelope<Field> envelope) {
        }
    }
}
