package io.quarkiverse.eventidempotency.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.Index;
import org.jboss.jandex.MethodInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.quarkiverse.eventidempotency.deployment.generate.GuardGenerator;
import io.quarkiverse.eventidempotency.deployment.key.BatchParameter;
import io.quarkiverse.eventidempotency.deployment.key.KeyPath;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.arc.deployment.BuildExclusionsBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.gizmo2.Gizmo;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.pulsar.PulsarIncomingBatchMessageMetadata;

/** Methods that take several events at once: those that are refused, each by its message, and what is known of the others. */
class BatchRulesTest {

    private static final String HERE = "io.quarkiverse.eventidempotency.deployment.BatchRulesTest$";

    private static List<GuardedMethod> methods;

    @BeforeAll
    static void collect() throws IOException {
        Index index = Index.of(Refused.class, Accepted.class, Idempotent.class);
        methods = new GuardedMethodsProcessor().collect(new CombinedIndexBuildItem(index, index),
                new BuildExclusionsBuildItem(Set.of(), Set.of(), Set.of()), List.of()).methods();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            // parameters
            "array          | @Idempotent can leave duplicates out of a List, not out of a java.lang.String[]: take a List<…>, or "
                    + "wrap a payload that is one event in a record",
            "set            | not out of a java.util.Set<java.lang.String>: take a List<…>",
            "collection     | not out of a java.util.Collection<java.lang.String>: take a List<…>",
            "iterable       | not out of a java.lang.Iterable<java.lang.String>: take a List<…>",
            "subtype        | not out of a java.util.ArrayList<java.lang.String>: take a List<…>",
            "arrayMessage   | Message<java.lang.String[]>: take a Message<List<…>>",
            "setMessage     | Message<java.util.Set<java.lang.String>>: take a Message<List<…>>",
            "recordsMessage | Message<org.apache.kafka.clients.consumer.ConsumerRecords<java.lang.String, java.lang.String>>: "
                    + "take a Message<List<…>>",
            "recordOfList   | KafkaRecord<java.lang.String, java.util.List<java.lang.String>>: take a Message<List<…>>",
            "recordBatch    | @Idempotent cannot guard a method that takes a KafkaRecordBatch, which it cannot settle later than the "
                    + "method asks for: take a Message<List<…>>, which has the same metadata",
            "rawList        | @Idempotent cannot guard a method that takes a raw List: declare the type of its elements",
            "rawMessage     | @Idempotent cannot guard a method that takes a raw List: declare the type of its elements",
            "rawRecords     | @Idempotent cannot guard a method that takes a raw ConsumerRecords: declare the type of its elements",
            "messages       | @Idempotent cannot guard a method that takes a List of messages, each of which would be settled alone: "
                    + "take a Message<List<…>>, or a List of their payloads",
            "nestedMessages | @Idempotent cannot guard a method that takes a List of messages",
            "secondBatch    | @Idempotent takes the batch of a consumer from its first parameter, and takes one only "
                    + "(java.util.List<java.lang.String>): put it first, and what belongs together into one element",
            "lateBatch      | @Idempotent takes the batch of a consumer from its first parameter",
            "lateMessage    | @Idempotent takes the message of a method from its first parameter: put Message first",
            "calledRecords  | @Idempotent cannot guard a method that takes ConsumerRecords and is no @Incoming method: take a List of "
                    + "the records",
            "otherMetadata  | @Idempotent cannot guard a method that takes PulsarIncomingBatchMessageMetadata, which would still "
                    + "contain the elements that are left out of the batch: remove the parameter",
            "loneMetadata   | @Idempotent cannot guard a method that takes IncomingKafkaRecordBatchMetadata without its batch: take "
                    + "a List<…> or ConsumerRecords first, in an @Incoming method",
            "calledMetadata | IncomingKafkaRecordBatchMetadata without its batch",
            "mayMetadata    | @Idempotent cannot guard a method that takes an Optional of IncomingKafkaRecordBatchMetadata: declare "
                    + "it without Optional, since each Kafka batch has it",
            // results
            "number         | @Idempotent stores one result for each element of the batch orders[], which int does not contain: return "
                    + "nothing, or a List with one result (not a Message) for each element that the method gets, in the same order",
            "numbers        | which int[] does not contain: return nothing",
            "one            | which java.lang.String does not contain: return nothing",
            "setResult      | which java.util.Set<java.lang.String> does not contain: return nothing",
            "arrayList      | which java.util.ArrayList<java.lang.String> does not contain: return nothing",
            "voids          | which java.util.List<java.lang.Void> does not contain: return nothing",
            "messageResult  | which org.eclipse.microprofile.reactive.messaging.Message<java.util.List"
                    + "<java.lang.String>> does not contain: return nothing",
            "messageResults | which java.util.List<org.eclipse.microprofile.reactive.messaging.Message"
                    + "<java.lang.String>> does not contain: return nothing",
            "calledOne      | which java.lang.String does not contain: return nothing",
            "rawResults     | @Idempotent cannot guard a method whose result is a raw List: declare the type of the result",
            "wildResults    | @Idempotent cannot guard a method whose result is a wildcard",
            "unis           | @Idempotent cannot store a Uni as a result",
            // keys
            "whole          | The key expression \"{orders.id}\" of @Idempotent does not fit: \"orders\" (position 2) is a List, and "
                    + "each element has a key of its own: write {orders[].id} for a part of each",
            "wholeList      | \"orders\" (position 2) is a List, and each element has a key of its own: write {orders[]} for each of "
                    + "them, or {orders[].member} for a part of each",
            "wholeRecords   | \"records\" (position 2) is a ConsumerRecords, and each element has a key of its own: write "
                    + "{records[].key} for a part of each",
            "wholeMessage   | \"message\" (position 2) is a Message with a List, and each element has a key of its own: write "
                    + "{message.payload[].id} for a part of each",
            "messageElement | write {message.payload[].id} for a part of each",
            "messageMember  | write {message.payload[]} for each of them, or {message.payload[].member} for a part of each",
            "aloneMessage   | write {message.payload[]} for each of them",
            "optionalBatch  | write {message.payload[].id} for a part of each",
            "elementMember  | \"idd\" (position 11) is no component, getter or public field of " + HERE
                    + "Order. Did you mean \"id\"?",
            "elementType    | \"orders\" (position 2) leads to " + HERE + "Order, which is none of String, primitive",
            "notTheBatch    | \"tenant\" (position 15) is followed by [], which stands for each element of a batch: the batch is "
                    + "orders[]; remove [] here, or make the key with keyResolver = …",
            "inElement      | \"lines\" (position 11) is followed by [], which stands for each element of a batch: the batch is "
                    + "orders[]; remove [] here",
            "noList         | \"order\" (position 2) is followed by [], which stands for each element of a batch: only a List "
                    + "parameter is a batch; take a List, or remove []",
            "elementsOfSet  | \"orders\" (position 2) is followed by [], which stands for each element of a batch: only a List",
            "twoLists       | \"orders\" (position 2) is followed by [], which stands for each element of a batch: the method takes "
                    + "several Lists, and duplicates could be left out of one of them only; put what belongs together in the "
                    + "elements of one List",
            "messageIds     | \"messageId\" (position 2) is followed by [], which stands for each element of a batch: the batch is "
                    + "orders[]; remove [] here",
            "numbered       | The key expression \"{orders[0].id}\" of @Idempotent has '[' in a path; only [] is allowed there, once",
            "unknownType    | \"id\" (position 11) is looked for on java.lang.Object, which is not known: declare it, with its type "
                    + "arguments",
            "rawElements    | \"id\" (position 11) is looked for on java.lang.Object, which is not known",
            "sameForAll     | @Idempotent takes the key from key \"{trace.id}\", which is the same for all elements of a batch, so that "
                    + "all of them would be one event: add a part of each element, as in key = \"{orders[].id}\"",
            "sameMember     | takes the key from @IdempotencyKey on keyed.id, which is the same for all elements of a batch",
            "sameEvent      | takes the key from IdempotentEvent envelope, which is the same for all elements of a batch",
            "constant       | The key expression \"order\" of @Idempotent names no parameter, so that all events would be one: put a "
                    + "path in braces, such as {orders[].id}",
            "annotatedBatch | @IdempotencyKey on parameter orders cannot be part of a key: " + HERE + "Order is none of String",
            "listResolver   | ListKeys of @Idempotent takes a java.util.List<" + HERE
                    + "Order>, but is called for each element "
                    + "orders[]: name a resolver of " + HERE + "Order, or of its payload",
            "otherResolver  | TraceKeys of @Idempotent takes a " + HERE + "Trace, but is called for each element orders[]",
            "noKey          | @Idempotent needs a key: annotate a parameter, or a member of its type, with @IdempotencyKey",
            "printOnly      | The fingerprint \"{orders[].id}\" of @Idempotent does not fit: \"orders\" (position 2) is followed by [], "
                    + "which stands for each element of a batch: the key names no element; write {orders[]…} in key = \"…\" too",
            "wholePrint     | The fingerprint \"{orders}\" of @Idempotent does not fit: \"orders\" (position 2) is a List, and each "
                    + "element has a key of its own: write {orders[]} for each of them",
            "recordPrint    | The fingerprint \"{records[]}\" of @Idempotent leads to the message \"records[]\", which is another one",
            "eventLoop      | @Idempotent has to wait for the store, and this method would run on an event loop" })
    void isRefused(String method, String problem) {
        assertThat(find(method).problems()).singleElement().asString().contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", value = {
            "list           | orders[]          | key \"{orders[].id}\"                     | java.lang.Void",
            "uni            | orders[]          | key \"{orders[].id}\"                     | java.lang.Void",
            "stage          | orders[]          | key \"{orders[].id}\"                     | java.lang.Void",
            "listOut        | orders[]          | key \"{orders[].id}\"                     | java.lang.String",
            "uniOut         | orders[]          | key \"{orders[].id}\"                     | java.util.Map<java.lang.String, java.lang.Integer>",
            "stageOut       | orders[]          | key \"{orders[].id}\"                     | java.lang.String",
            "texts          | ids[]             | key \"{ids[]}\"                           | java.lang.Void",
            "optional       | orders[]          | key \"{orders[]?.id}{orders[].id?}\"      | java.lang.Void",
            "wild           | orders[]          | key \"{orders[].id}\"                     | java.lang.Void",
            "own            | orders[]          | the message's own identity              | java.lang.Void",
            "ownOfAnything  | orders[]          | the message's own identity              | java.lang.Void",
            "ownOfBytes     | orders[]          | the message's own identity              | java.lang.Void",
            "headers        | orders[]          | key \"{header:id}:{kafka.key}\"           | java.lang.Void",
            "annotated      | orders[]          | @IdempotencyKey on orders[].id          | java.lang.Void",
            "annotatedTexts | ids[]             | @IdempotencyKey on ids[]                | java.lang.Void",
            "events         | events[]          | IdempotentEvent events[]                | java.lang.Void",
            "resolved       | orders[]          | keyResolver " + HERE + "OrderKeys       | java.lang.Void",
            "resolvedAny    | orders[]          | keyResolver " + HERE + "AnyKeys         | java.lang.Void",
            "keyValues      | records[]         | @IdempotencyKey on records[].value.id   | java.lang.Void",
            "message        | message.payload[] | key \"{message.payload[].id}\"            | java.lang.Void",
            "messageOwn     | message.payload[] | the message's own identity              | java.lang.Void",
            "messageMembers | message.payload[] | @IdempotencyKey on message.payload[].id | java.lang.Void",
            "messageOut     | message.payload[] | the message's own identity              | java.lang.String",
            "records        | records[]         | key \"{records[].key}{records[].value.id}\" | java.lang.Void",
            "recordMembers  | records[]         | @IdempotencyKey on records[].value.id   | java.lang.Void",
            "recordEvents   | records[]         | IdempotentEvent records[]               | java.lang.Void",
            "recordResolved | records[]         | keyResolver " + HERE + "OrderKeys       | java.lang.Void",
            "metadata       | orders[]          | the message's own identity              | java.lang.Void",
            "recordMetadata | records[]         | the message's own identity              | java.lang.Void",
            "skipping       | orders[]          | key \"{orders[].id}\"                     | java.lang.Integer",
            "called         | orders[]          | key \"{tenant}:{orders[].id}\"            | java.lang.String",
            "calledMembers  | orders[]          | @IdempotencyKey on orders[].id          | java.lang.String",
            "calledEvents   | events[]          | IdempotentEvent events[]                | java.lang.Void",
            "calledTexts    | ids[]             | @IdempotencyKey on tenant, ids[]        | java.lang.Void",
            "calledResolved | orders[]          | keyResolver " + HERE + "OrderKeys       | java.lang.Void",
            "calledList     | -                 | key \"{tenant}\"                          | java.lang.String",
            "calledNearer   | -                 | @IdempotencyKey on tenant               | java.lang.String",
            "calledMember   | -                 | @IdempotencyKey on keyed.id             | java.lang.String",
            "calledEvent    | -                 | IdempotentEvent envelope                | java.lang.String",
            "calledWhole    | -                 | keyResolver " + HERE + "ListKeys        | java.lang.String",
            "calledLists    | -                 | key \"{tenant}\"                          | java.util.List<java.lang.String>",
            "oneOfMany      | -                 | key \"{payload.id}\"                      | java.lang.Void" })
    void isAccepted(String method, String batch, String key, String result) {
        GuardedMethod found = find(method);
        assertThat(found.problems()).isEmpty();
        assertThat(found.key().description()).isEqualTo(key);
        assertThat(TypeIndex.describe(found.result().type())).isEqualTo(result);
        assertThat(found.batch() == null ? null : found.batch().name()).isEqualTo(batch);
    }

    @Test
    void partsAreTakenOfElements() {
        assertThat(find("called").batch()).satisfies(batch -> {
            assertThat(batch.position()).isEqualTo(1);
            assertThat(batch.kind()).isEqualTo(BatchParameter.Kind.LIST);
            assertThat(TypeIndex.describe(batch.element())).isEqualTo(HERE + "Order");
        });
        assertThat(TypeIndex.describe(find("records").batch().element()))
                .isEqualTo("org.apache.kafka.clients.consumer.ConsumerRecord<java.lang.String, " + HERE + "Order>");
        assertThat(TypeIndex.describe(find("calledEvents").event().type())).startsWith(EventEnvelope.class.getName());
        assertThat(find("prints").fingerprint()).extracting(KeyPath::text).containsExactly("orders[].amount", "orders[].lines");
        assertThat(find("payloadPrint").fingerprint()).extracting(KeyPath::text).containsExactly("message.payload[]");
        assertThat(find("recordPayloadPrint").fingerprint()).extracting(KeyPath::text).containsExactly("records[].value");
    }

    /** Classes of a connector are named, and not loaded. */
    @ParameterizedTest
    @CsvSource({ "list, guard.BatchGuard, ", "called, guard.BatchGuard, batchPosition",
            "message, messaging.MessageBatchGuard, ", "records, guard.BatchGuard, batch" })
    void guardIsMadeForTheBatch(String method, String base, String overridden) throws IOException {
        GuardedMethod guarded = find(method);
        List<byte[]> written = new ArrayList<>();
        GuardGenerator.generate(Gizmo.create((name, bytes) -> written.add(bytes)), guarded, guarded.result(), guarded.key(),
                false);
        ClassInfo guard = Index.singleClass(written.get(0));
        assertThat(guard.superName()).hasToString("io.quarkiverse.eventidempotency.runtime." + base);
        assertThat(guard.methods()).extracting(MethodInfo::name).filteredOn(name -> name.startsWith("batch"))
                .isEqualTo(overridden == null ? List.of() : List.of(overridden));
        assertThat(new String(written.get(0), StandardCharsets.ISO_8859_1).contains("connectors/KafkaRecordsArgument"))
                .isEqualTo(method.equals("records"));
    }

    private static GuardedMethod find(String method) {
        return methods.stream().filter(m -> m.method().name().equals(method)).findFirst().orElseThrow();
    }

    record Line(String sku) {
    }

    record Order(String id, int amount, List<Line> lines) {
    }

    record Keyed(@IdempotencyKey String id) {
    }

    record Trace(String id) {
    }

    static class OrderKeys implements KeyResolver<Order> {

        @Override
        public ResolvedKey resolve(Order order) {
            return ResolvedKey.of(order.id());
        }
    }

    static class ListKeys implements KeyResolver<List<Order>> {

        @Override
        public ResolvedKey resolve(List<Order> orders) {
            return ResolvedKey.of(orders.get(0).id());
        }
    }

    static class TraceKeys implements KeyResolver<Trace> {

        @Override
        public ResolvedKey resolve(Trace trace) {
            return ResolvedKey.of(trace.id());
        }
    }

    static class AnyKeys implements KeyResolver<Object> {

        @Override
        public ResolvedKey resolve(Object any) {
            return ResolvedKey.of(any.toString());
        }
    }

    @SuppressWarnings({ "unused", "rawtypes" })
    static class Refused {
        @Idempotent
        @Incoming("in")
        void array(String[] orders) {
        }

        @Idempotent
        @Incoming("in")
        void set(Set<String> orders) {
        }

        @Idempotent
        @Incoming("in")
        void collection(Collection<String> orders) {
        }

        @Idempotent
        @Incoming("in")
        void iterable(Iterable<String> orders) {
        }

        @Idempotent
        @Incoming("in")
        void subtype(ArrayList<String> orders) {
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> arrayMessage(Message<String[]> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> setMessage(Message<Set<String>> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> recordsMessage(Message<ConsumerRecords<String, String>> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> recordOfList(KafkaRecord<String, List<String>> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> recordBatch(KafkaRecordBatch<String, String> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        void rawList(List orders) {
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> rawMessage(Message<List> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        void rawRecords(ConsumerRecords orders) {
        }

        @Idempotent
        @Incoming("in")
        void messages(List<Message<String>> orders) {
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> nestedMessages(Message<List<Message<String>>> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        void secondBatch(List<Order> orders, List<String> others) {
        }

        @Idempotent
        @Incoming("in")
        void lateBatch(Trace trace, List<String> orders) {
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> lateMessage(Trace trace, Message<List<String>> orders) {
            return null;
        }

        @Idempotent(key = "{id}")
        void calledRecords(String id, ConsumerRecords<String, String> orders) {
        }

        @Idempotent
        @Incoming("in")
        void otherMetadata(List<Order> orders, PulsarIncomingBatchMessageMetadata metadata) {
        }

        @Idempotent
        @Incoming("in")
        void loneMetadata(Order order, IncomingKafkaRecordBatchMetadata<String, Order> metadata) {
        }

        @Idempotent(key = "{orders[].id}")
        void calledMetadata(List<Order> orders, IncomingKafkaRecordBatchMetadata<String, Order> metadata) {
        }

        @Idempotent
        @Incoming("in")
        void mayMetadata(List<Order> orders, Optional<IncomingKafkaRecordBatchMetadata<String, Order>> metadata) {
        }

        @Idempotent
        @Incoming("in")
        int number(List<Order> orders) {
            return 0;
        }

        @Idempotent
        @Incoming("in")
        int[] numbers(List<Order> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Uni<String> one(List<Order> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Set<String> setResult(List<Order> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        ArrayList<String> arrayList(List<Order> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Uni<List<Void>> voids(List<Order> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        Message<List<String>> messageResult(List<Order> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        List<Message<String>> messageResults(List<Order> orders) {
            return null;
        }

        @Idempotent(key = "{orders[].id}")
        String calledOne(List<Order> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        List rawResults(List<Order> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        List<?> wildResults(List<Order> orders) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        List<Uni<String>> unis(List<Order> orders) {
            return null;
        }

        @Idempotent(key = "{orders.id}")
        @Incoming("in")
        void whole(List<Order> orders) {
        }

        @Idempotent(key = "{orders}")
        @Incoming("in")
        void wholeList(List<String> orders) {
        }

        @Idempotent(key = "{records.key}")
        @Incoming("in")
        void wholeRecords(ConsumerRecords<String, Order> records) {
        }

        @Idempotent(key = "{message.payload.id}")
        @Incoming("in")
        Uni<Void> wholeMessage(Message<List<Order>> message) {
            return null;
        }

        @Idempotent(key = "{message[].id}")
        @Incoming("in")
        Uni<Void> messageElement(Message<List<Order>> message) {
            return null;
        }

        @Idempotent(key = "{message.metadata}")
        @Incoming("in")
        Uni<Void> messageMember(Message<List<Order>> message) {
            return null;
        }

        @Idempotent(key = "{message}")
        @Incoming("in")
        Uni<Void> aloneMessage(Message<List<String>> message) {
            return null;
        }

        @Idempotent(key = "{message?.payload[].id}")
        @Incoming("in")
        Uni<Void> optionalBatch(Message<List<Order>> message) {
            return null;
        }

        @Idempotent(key = "{orders[].idd}")
        @Incoming("in")
        void elementMember(List<Order> orders) {
        }

        @Idempotent(key = "{orders[]}")
        @Incoming("in")
        void elementType(List<Order> orders) {
        }

        @Idempotent(key = "{orders[].id}{tenant[]}")
        void notTheBatch(List<Order> orders, String tenant) {
        }

        @Idempotent(key = "{orders[].lines[].sku}")
        void inElement(List<Order> orders) {
        }

        @Idempotent(key = "{order[].id}")
        void noList(Order order) {
        }

        @Idempotent(key = "{orders[].id}")
        void elementsOfSet(Set<Order> orders) {
        }

        @Idempotent(key = "{orders[].id}")
        void twoLists(List<Order> orders, List<String> amounts) {
        }

        @Idempotent(key = "{messageId[]}")
        @Incoming("in")
        void messageIds(List<Order> orders) {
        }

        @Idempotent(key = "{orders[0].id}")
        @Incoming("in")
        void numbered(List<Order> orders) {
        }

        @Idempotent(key = "{orders[].id}")
        @Incoming("in")
        void unknownType(List<?> orders) {
        }

        @Idempotent(key = "{orders[].id}")
        void rawElements(List orders) {
        }

        @Idempotent(key = "{trace.id}")
        @Incoming("in")
        void sameForAll(List<Order> orders, Trace trace) {
        }

        @Idempotent
        @Incoming("in")
        void sameMember(List<Order> orders, Keyed keyed) {
        }

        @Idempotent
        @Incoming("in")
        void sameEvent(List<Order> orders, EventEnvelope<String> envelope) {
        }

        @Idempotent(key = "order")
        @Incoming("in")
        void constant(List<Order> orders) {
        }

        @Idempotent
        @Incoming("in")
        void annotatedBatch(@IdempotencyKey List<Order> orders) {
        }

        @Idempotent(keyResolver = ListKeys.class)
        @Incoming("in")
        void listResolver(List<Order> orders) {
        }

        @Idempotent(keyResolver = TraceKeys.class)
        @Incoming("in")
        void otherResolver(List<Order> orders, Trace trace) {
        }

        @Idempotent
        void noKey(List<Order> orders) {
        }

        @Idempotent(key = "{tenant}", fingerprint = "{orders[].id}")
        void printOnly(String tenant, List<Order> orders) {
        }

        @Idempotent(fingerprint = "{orders}")
        @Incoming("in")
        void wholePrint(List<Order> orders) {
        }

        @Idempotent(fingerprint = "{records[]}")
        @Incoming("in")
        void recordPrint(ConsumerRecords<String, Order> records) {
        }

        @Idempotent
        @Incoming("in")
        @NonBlocking
        List<String> eventLoop(List<Order> orders) {
            return null;
        }
    }

    @SuppressWarnings("unused")
    static class Accepted {
        @Idempotent(key = "{orders[].id}")
        @Incoming("in")
        void list(List<Order> orders) {
        }

        @Idempotent(key = "{orders[].id}")
        @Incoming("in")
        Uni<Void> uni(List<Order> orders) {
            return null;
        }

        @Idempotent(key = "{orders[].id}")
        @Incoming("in")
        CompletionStage<Void> stage(List<Order> orders) {
            return null;
        }

        @Idempotent(key = "{orders[].id}")
        @Incoming("in")
        @Outgoing("out")
        List<String> listOut(List<Order> orders) {
            return null;
        }

        @Idempotent(key = "{orders[].id}")
        @Incoming("in")
        @Outgoing("out")
        Uni<List<Map<String, Integer>>> uniOut(List<Order> orders) {
            return null;
        }

        @Idempotent(key = "{orders[].id}")
        @Incoming("in")
        @Outgoing("out")
        CompletionStage<List<String>> stageOut(List<Order> orders) {
            return null;
        }

        @Idempotent(key = "{ids[]}")
        @Incoming("in")
        void texts(List<String> ids) {
        }

        @Idempotent(key = "{orders[]?.id}{orders[].id?}")
        @Incoming("in")
        void optional(List<Order> orders) {
        }

        @Idempotent(key = "{orders[].id}")
        @Incoming("in")
        void wild(List<? extends Order> orders) {
        }

        @Idempotent
        @Incoming("in")
        void own(List<Order> orders) {
        }

        @Idempotent
        @Incoming("in")
        void ownOfAnything(List<?> orders) {
        }

        @Idempotent
        @Incoming("in")
        void ownOfBytes(List<byte[]> orders) {
        }

        @Idempotent(key = "{header:id}:{kafka.key}")
        @Incoming("in")
        void headers(List<Order> orders) {
        }

        @Idempotent
        @Incoming("in")
        void annotated(List<Keyed> orders) {
        }

        @Idempotent
        @Incoming("in")
        void annotatedTexts(@IdempotencyKey List<String> ids) {
        }

        @Idempotent
        @Incoming("in")
        void events(List<EventEnvelope<Order>> events) {
        }

        @Idempotent(keyResolver = OrderKeys.class)
        @Incoming("in")
        void resolved(List<Order> orders, Trace trace) {
        }

        @Idempotent(keyResolver = AnyKeys.class)
        @Incoming("in")
        void resolvedAny(List<Order> orders, Trace trace) {
        }

        @Idempotent
        @Incoming("in")
        void keyValues(List<Record<String, Keyed>> records) {
        }

        @Idempotent(key = "{message.payload[].id}")
        @Incoming("in")
        Uni<Void> message(Message<List<Order>> message) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> messageOwn(Message<List<Order>> message) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        Uni<Void> messageMembers(Message<List<Keyed>> message) {
            return null;
        }

        @Idempotent
        @Incoming("in")
        @Outgoing("out")
        Uni<List<String>> messageOut(Message<List<Order>> message) {
            return null;
        }

        @Idempotent(key = "{records[].key}{records[].value.id}")
        @Incoming("in")
        void records(ConsumerRecords<String, Order> records) {
        }

        @Idempotent
        @Incoming("in")
        void recordMembers(ConsumerRecords<String, Keyed> records) {
        }

        @Idempotent
        @Incoming("in")
        void recordEvents(ConsumerRecords<String, EventEnvelope<Order>> records) {
        }

        @Idempotent(keyResolver = OrderKeys.class)
        @Incoming("in")
        void recordResolved(ConsumerRecords<String, Order> records) {
        }

        @Idempotent
        @Incoming("in")
        void metadata(List<Order> orders, IncomingKafkaRecordBatchMetadata<String, Order> metadata) {
        }

        @Idempotent
        @Incoming("in")
        void recordMetadata(ConsumerRecords<String, Order> records, IncomingKafkaRecordBatchMetadata<String, Order> metadata) {
        }

        @Idempotent(key = "{orders[].id}", onDuplicate = OnDuplicate.SKIP, onInFlight = OnInFlight.SKIP)
        List<Integer> skipping(List<Order> orders) {
            return null;
        }

        @Idempotent(key = "{tenant}:{orders[].id}")
        Uni<List<String>> called(String tenant, List<Order> orders) {
            return null;
        }

        @Idempotent
        List<String> calledMembers(String tenant, List<Keyed> orders) {
            return null;
        }

        @Idempotent
        void calledEvents(List<EventEnvelope<Order>> events) {
        }

        @Idempotent
        void calledTexts(@IdempotencyKey String tenant, @IdempotencyKey List<String> ids) {
        }

        @Idempotent(keyResolver = OrderKeys.class)
        void calledResolved(List<Order> orders) {
        }

        @Idempotent(key = "{tenant}")
        String calledList(String tenant, List<Keyed> orders) {
            return null;
        }

        @Idempotent
        String calledNearer(@IdempotencyKey String tenant, List<Keyed> orders) {
            return null;
        }

        @Idempotent
        String calledMember(Keyed keyed, List<Keyed> orders) {
            return null;
        }

        @Idempotent
        String calledEvent(EventEnvelope<String> envelope, List<EventEnvelope<String>> others) {
            return null;
        }

        @Idempotent(keyResolver = ListKeys.class)
        String calledWhole(List<Order> orders) {
            return null;
        }

        @Idempotent(key = "{tenant}")
        List<String> calledLists(String tenant, List<Order> orders, List<String> others) {
            return null;
        }

        @Idempotent(key = "{payload.id}")
        @Incoming("in")
        void oneOfMany(Order payload) {
        }

        @Idempotent(fingerprint = "{orders[].amount}{orders[].lines}")
        @Incoming("in")
        void prints(List<Order> orders) {
        }

        @Idempotent(fingerprint = Idempotent.PAYLOAD)
        @Incoming("in")
        Uni<Void> payloadPrint(Message<List<Order>> message) {
            return null;
        }

        @Idempotent(fingerprint = Idempotent.PAYLOAD)
        @Incoming("in")
        void recordPayloadPrint(ConsumerRecords<String, Order> records) {
        }
    }
}
