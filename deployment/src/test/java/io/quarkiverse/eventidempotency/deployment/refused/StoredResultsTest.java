package io.quarkiverse.eventidempotency.deployment.refused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.avro.generic.IndexedRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.results.ResultFormat;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

/** Results that a duplicate would not get as they were. */
class StoredResultsTest {

    private static final String RECEIPT = "the member total of " + Receipt.class.getName() + " is declared as java.lang.Number";

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Receipt.class, Ignoring.class, AnyFormat.class,
                    AvroRecord.class, IndexedRecord.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .assertException(e -> assertThat(e).hasMessageContainingAll(
                    "@Idempotent cannot store a java.util.Map<java.lang.String, java.lang.Object> as a result: a value of it is "
                            + "declared as java.lang.Object, and JSON does not hold the class of a value: a duplicate would get "
                            + "another one. Declare the class, JsonNode for any JSON, let Jackson write the class (@JsonTypeInfo), or name "
                            + "a deserializer of your own there (@JsonDeserialize) "
                            + method("map"),
                    "as a result: it is declared as java.lang.Object, and JSON", method("object"),
                    "a value of it is declared as java.lang.Number", method("optional"), RECEIPT, method("nested"),
                    method("stage"),
                    "as a result: it is a com.google.protobuf.StringValue, and Jackson cannot read a "
                            + "com.google.protobuf.MessageLite back: a duplicate would get no result. Provide a bean of "
                            + "ResultFormat for it, or",
                    method("protobuf"),
                    "a value of it is a " + AvroRecord.class.getName() + ", and Jackson cannot read a "
                            + "org.apache.avro.generic.IndexedRecord back: a duplicate would get no result. Provide a bean of "
                            + "ResultFormat for the whole result",
                    method("avro"))
                    .message().doesNotContain("#accepted"));

    private static String method(String name) {
        return "[method: " + Handlers.class.getName() + "#" + name + "(String)]";
    }

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    record Receipt(String id, Number total) {
    }

    static class Ignoring {

        public String id;

        @JsonIgnore
        public Object cause;
    }

    static class AvroRecord implements IndexedRecord {

        @Override
        public Object get(int field) {
            return field;
        }
    }

    /** Takes one type of Protobuf, and no other. */
    @ApplicationScoped
    static class AnyFormat implements ResultFormat<Any> {

        @Override
        public Class<Any> type() {
            return Any.class;
        }

        @Override
        public byte[] write(Any result) {
            return result.toByteArray();
        }

        @Override
        public Any read(byte[] bytes, Class<? extends Any> declared) throws InvalidProtocolBufferException {
            return Any.parseFrom(bytes);
        }
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent
        Uni<Map<String, Object>> map(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Object object(@IdempotencyKey String id) {
            return id;
        }

        @Idempotent
        Uni<List<Receipt>> nested(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        CompletionStage<Receipt[]> stage(@IdempotencyKey String id) {
            return null;
        }

        @Idempotent
        Uni<StringValue> protobuf(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Uni<List<AvroRecord>> avro(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Uni<Any> acceptedFormatted(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Uni<Ignoring> acceptedIgnored(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Uni<JsonObject> acceptedJsonOfVertx(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Uni<Optional<String>> acceptedOptional(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Uni<Optional<Number>> optional(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent
        Uni<List<JsonNode>> acceptedJson(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Incoming("in")
        @Idempotent
        Uni<Object> acceptedUnneeded(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }
    }
}
