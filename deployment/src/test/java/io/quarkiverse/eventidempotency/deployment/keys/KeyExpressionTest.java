package io.quarkiverse.eventidempotency.deployment.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKeyPart;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** Each kind of path and of key part, as the generated code reads it. */
class KeyExpressionTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Keys.class, Field.class,
                    Owner.class, HasName.class, Named.class, Bean.class, Base.class, Sku.class, Color.class, Wrapper.class,
                    Twin.class, Silent.class)
                    .addAsResource(new StringAsset("""
                            quarkus.event-idempotency.store=in-memory
                            acme.prefix=p{x}
                            """), "application.properties"));

    @Inject
    Handlers handlers;

    @Test
    void readsComponentsThroughGenerics() {
        EventEnvelope<Field> event = envelope(new Field("f1", 7, null, null, Map.of()));

        assertThat(Keys.ofUni(() -> handlers.envelope(event))).isEqualTo("field-create:t1:f1:7");
    }

    @Test
    void readsGettersOfSuperclassesAndInterfacesPublicFieldsAndDefaultMethods() {
        assertThat(Keys.of(() -> handlers.bean(new Bean()))).isEqualTo("id1/URL/true/field/named");
    }

    @Test
    void readsMaps() {
        assertThat(Keys.of(() -> handlers.map(Map.of("field-id", "f9"), new HashMap<>(Map.of("a", Map.of("b", 3L))))))
                .isEqualTo("f9-3");
    }

    @Test
    void writesEachPartTypeAsItsText() {
        UUID uuid = UUID.fromString("00000000-0000-0001-0000-000000000002");

        assertThat(Keys.of(() -> handlers.types((byte) -1, (short) 2, 3, 4L, 1.5f, 2.5d, 'c', true, 9,
                new BigDecimal("1E+3"), BigInteger.TEN, new BigDecimal("2E+1"), uuid, Color.RED, DayOfWeek.MONDAY,
                LocalDate.of(2026, 1, 2), Instant.EPOCH, new Sku("s"))))
                .isEqualTo("-1,2,3,4,1.5,2.5,c,true,9,1000,10,20," + uuid
                        + ",RED,MONDAY,2026-01-02,1970-01-01T00:00:00Z,sku-s");
    }

    @Test
    void aPrimitiveIsThereHoweverOptional() {
        assertThat(Keys.of(() -> handlers.optionalPrimitive(new Wrapper((byte) 1, (short) 2, 'c', 3, 4, 5f, 6d, true))))
                .isEqualTo("4");
    }

    @Test
    void aComponentIsReadByItsAccessor() {
        assertThat(Keys.of(() -> handlers.accessor(new Twin("component")))).isEqualTo("component");
    }

    @Test
    void aPartWithoutTextMakesNoKey() {
        assertThatThrownBy(() -> handlers.silent(new Silent())).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("toString() of " + Silent.class.getName());
    }

    @Test
    void writesPrimitiveGettersAsTheirText() {
        assertThat(Keys.of(() -> handlers.primitives(new Wrapper((byte) 1, (short) 2, 'c', 3, 4, 5f, 6d, true))))
                .isEqualTo("1,2,c,3,4,5.0,6.0,true");
        assertThat(Keys.of(() -> handlers.onlyPrimitive(new Wrapper((byte) 1, (short) 2, 'c', 3, 4, 5f, 6d, true))))
                .isEqualTo("2");
    }

    @Test
    void joinsMorePartsThanOneInstructionDoes() {
        assertThat(Keys.of(() -> handlers.many("a"))).isEqualTo("a-".repeat(201));
    }

    @Test
    void bracesAndPropertiesAreText() {
        assertThat(Keys.of(() -> handlers.literal("a"))).isEqualTo("{p{x}}-{a}-dflt-$-other");
    }

    @Test
    void nullOfAnOptionalSegmentIsEmpty() {
        assertThat(Keys.of(() -> handlers.optional(new Field("f1", 1, null, null, Map.of())))).isEqualTo("f1::");
        assertThat(Keys.of(() -> handlers.optional(new Field("f1", 1, new Owner("o"), "n", Map.of())))).isEqualTo("f1:o:n");
    }

    @Test
    void nullOfAnOtherSegmentMakesTheKeyMissing() {
        assertThatThrownBy(() -> handlers.required(new Field("f1", 1, null, null, Map.of())))
                .isInstanceOf(MissingIdempotencyKeyException.class);
        assertThatThrownBy(() -> handlers.required(null)).isInstanceOf(MissingIdempotencyKeyException.class);
        assertThatThrownBy(() -> handlers.map(Map.of(), Map.of())).isInstanceOf(MissingIdempotencyKeyException.class);
        assertThatThrownBy(() -> handlers.onlyOptional(null)).isInstanceOf(MissingIdempotencyKeyException.class);
    }

    static EventEnvelope<Field> envelope(Field field) {
        return new EventEnvelope<>("e1", "field.created", 1, "t1", null, null, null, null, field, null);
    }

    // Package-private, as everything they take: the generated interceptor stands beside them.
    record Field(String fieldId, int size, Owner owner, String note, Map<String, String> tags) {
    }

    record Owner(String name) {
    }

    interface HasName {

        default String getName() {
            return "named";
        }
    }

    interface Named extends HasName {
    }

    static class Base<T> {

        T getId() {
            @SuppressWarnings("unchecked")
            T id = (T) "id1";
            return id;
        }
    }

    static class Bean extends Base<String> implements Named {

        public final String open = "field";

        public String getURL() {
            return "URL";
        }

        protected boolean isActive() {
            return true;
        }
    }

    record Wrapper(byte b, short s, char c, int i, long l, float f, double d, boolean z) {
    }

    enum Color {
        RED {
            @Override
            public String toString() {
                return "red";
            }
        }
    }

    record Twin(String id) {

        public String getId() {
            return "getter";
        }
    }

    @IdempotencyKeyPart
    static class Silent {

        @Override
        public String toString() {
            return null;
        }
    }

    @IdempotencyKeyPart
    record Sku(String code) {

        @Override
        public String toString() {
            return "sku-" + code;
        }
    }

    @ApplicationScoped
    static class Handlers {

        private static final String TEN = "{id}-{id}-{id}-{id}-{id}-{id}-{id}-{id}-{id}-{id}-";
        private static final String HUNDRED = TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN;

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = HUNDRED + HUNDRED + "{id}-")
        void many(String id) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "field-create:{event.tenantId}:{event.payload.fieldId}:{event.payload.size}")
        Uni<Void> envelope(EventEnvelope<Field> event) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{bean.id}/{bean.URL}/{bean.active}/{bean.open}/{bean.name}")
        void bean(Bean bean) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{tags.field-id}-{nested.a.b}")
        void map(Map<String, String> tags, Map<String, Map<String, Long>> nested) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{b},{s},{i},{l},{f},{d},{c},{z},{boxed},{decimal},{big},{number},{uuid},"
                + "{color},{day},{date},{instant},{sku}")
        void types(byte b, short s, int i, long l, float f, double d, char c, boolean z, Integer boxed, BigDecimal decimal,
                BigInteger big, Number number, UUID uuid, Color color, DayOfWeek day, LocalDate date, Instant instant,
                Sku sku) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{w.b},{w.s},{w.c},{w.i},{w.l},{w.f},{w.d},{w.z}")
        void primitives(Wrapper w) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{w.l?}")
        void optionalPrimitive(Wrapper w) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{twin.id}")
        void accessor(Twin twin) {
        }

        @Idempotent(key = "silent:{part}")
        void silent(Silent part) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{w.s}")
        void onlyPrimitive(Wrapper w) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{{${acme.prefix}}}-{{{id}}}-${acme.none:dflt}-$-${acme.no.such:other}")
        void literal(String id) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{field.fieldId}:{field.owner?.name}:{field.note?}")
        void optional(Field field) {
        }

        @Idempotent(key = "{field.fieldId}:{field.owner.name}")
        void required(Field field) {
        }

        @Idempotent(key = "{id?}")
        void onlyOptional(String id) {
        }
    }
}
