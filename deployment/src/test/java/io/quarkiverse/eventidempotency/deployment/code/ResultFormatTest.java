package io.quarkiverse.eventidempotency.deployment.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.google.protobuf.MessageLite;
import com.google.protobuf.StringValue;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.results.ResultFormat;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** A format of what Jackson cannot read back. */
class ResultFormatTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Protobuf.class, Receipt.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Handlers handlers;
    @Inject
    EventIdempotency idempotency;
    @Inject
    IdempotencyRecords records;

    record Receipt(int number) {
    }

    @Test
    void duplicateGetsMessage() {
        StringValue first = handlers.protobuf("1").await().indefinitely();
        assertThat(first.getValue()).isEqualTo("run 1");
        assertThat(handlers.protobuf("1").await().indefinitely()).isEqualTo(first).isNotSameAs(first);
        assertThat(handlers.nothing("1").await().indefinitely()).isNull();
        assertThat(handlers.nothing("1").await().indefinitely()).isNull();
    }

    @Test
    void otherResultsAreJson() {
        assertThat(handlers.json("1")).isEqualTo(new Receipt(1));
        assertThat(handlers.json("1")).isEqualTo(new Receipt(1));
        assertThat(records.find("json", "1").await().indefinitely().orElseThrow().record().result())
                .isEqualTo("{\"number\":1}");
    }

    @Test
    void codeCanStoreThemToo() throws Exception {
        StringValue value = StringValue.of("a");
        assertThat(idempotency.scope("code", StringValue.class).runBlocking("1", () -> value)).isEqualTo(value);
        assertThat(idempotency.scope("code", StringValue.class).runBlocking("1", StringValue::getDefaultInstance))
                .isEqualTo(value);
        assertThatThrownBy(() -> idempotency.scope("open", Object.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The scope open cannot store results of type java.lang.Object: it is declared as java.lang.Object,"
                        + " and JSON does not hold the class of a value: a duplicate would get another one. Declare the class,"
                        + " JsonNode for any JSON, let Jackson write the class (@JsonTypeInfo), or name a deserializer of your own"
                        + " there (@JsonDeserialize). Where no duplicate needs the result, use Void.class.");
    }

    @ApplicationScoped
    static class Protobuf implements ResultFormat<MessageLite> {

        @Override
        public Class<MessageLite> type() {
            return MessageLite.class;
        }

        @Override
        public byte[] write(MessageLite message) {
            return message.toByteArray();
        }

        @Override
        public MessageLite read(byte[] bytes, Class<? extends MessageLite> declared) throws Exception {
            return ((MessageLite) declared.getMethod("getDefaultInstance").invoke(null)).getParserForType().parseFrom(bytes);
        }
    }

    @ApplicationScoped
    static class Handlers {

        private final AtomicInteger runs = new AtomicInteger();

        @Idempotent
        Uni<StringValue> protobuf(@IdempotencyKey String id) {
            return Uni.createFrom().item(() -> StringValue.of("run " + runs.incrementAndGet()));
        }

        @Idempotent
        Uni<StringValue> nothing(@IdempotencyKey String id) {
            return Uni.createFrom().nullItem();
        }

        @Idempotent(scope = "json")
        Receipt json(@IdempotencyKey String id) {
            return new Receipt(runs.incrementAndGet() > 0 ? 1 : 0);
        }
    }
}
