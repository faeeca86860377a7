package io.quarkiverse.eventidempotency.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Type;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonManagedReference;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.type.TypeFactory;

import io.quarkiverse.eventidempotency.testing.TestStore;
import io.smallrye.mutiny.Uni;

/** In development, the first event shows what a duplicate would not get. */
class ResultCheckTest {

    private final TestStore store = new TestStore();
    private final StandaloneIdempotency idempotency = StandaloneIdempotency.on(store).verifyResults(true).build();

    private Throwable failure(Type type, Object result) {
        return catchThrowable(() -> idempotency.scope("orders", type).run("1", () -> Uni.createFrom().item(result)).await()
                .indefinitely());
    }

    static List<Arguments> lost() {
        Ignored ignored = new Ignored();
        ignored.cause = "a";
        WriteOnly writeOnly = new WriteOnly();
        writeOnly.password = "b";
        IgnoredByClass byClass = new IgnoredByClass();
        byClass.internal = 1;
        Entity cycle = new Entity();
        cycle.self = cycle;
        return List.of(
                Arguments.of(Ignored.class, ignored, "cause is not null, and null once it is read back (Jackson leaves it out"),
                Arguments.of(WriteOnly.class, writeOnly, "password is not null, and null once it is read back (Jackson"),
                Arguments.of(IgnoredByClass.class, byClass,
                        "internal is not equal to what it was once it is read back (Jackson"),
                Arguments.of(listOf(Ignored.class), List.of(ignored), "it[0].cause is not null"),
                Arguments.of(Holder.class, new Holder(Map.of("k", ignored), null), "ignored[k].cause is not null"),
                Arguments.of(Hidden.class, new Hidden("1", "x"), "hidden is not null, and null once it is read back"),
                Arguments.of(ReadOnly.class, new ReadOnly("1", 5), "total is written as 5, and read back as 0"),
                Arguments.of(Base.class, new Sub(),
                        "it is a " + Sub.class.getName() + ", and a " + Base.class.getName() + " once it is read back"),
                Arguments.of(Holding.class, new Holding(new Sub()), "base.more is written as 1, and read back as nothing"),
                Arguments.of(Shape.class, new Circle(), "it cannot be read back: InvalidDefinitionException: Cannot construct "
                        + "instance of"),
                Arguments.of(Entity.class, cycle, "it cannot be written: InvalidDefinitionException: Direct "
                        + "self-reference"),
                Arguments.of(Throwing.class, new Throwing(), "it cannot be written: JsonMappingException: lazy"));
    }

    @ParameterizedTest
    @MethodSource("lost")
    void deliveryFails(Type type, Object result, String message) {
        Throwable failure = failure(type, result);
        assertThat(failure).isInstanceOf(IllegalStateException.class).hasNoCause()
                .hasMessageStartingWith("A duplicate would not get the result of code of the scope orders as it is: " + message)
                .hasMessageContaining(". Return a record of what a duplicate needs, let Jackson write and read all of it, or "
                        + "provide a bean of ResultFormat. Checked in dev and test mode only. [type: ")
                .hasMessageEndingWith("[type: " + result.getClass().getName() + ", scope orders, key sha256:6b86b273ff34]");
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(store.get("idempotency:events:orders:1")).contains("\"status\":\"failed\"", "\"retryable\":true");
    }

    static List<Arguments> equal() {
        Ignored nothingIgnored = new Ignored();
        Parent parent = new Parent();
        Child child = new Child();
        child.parent = parent;
        parent.children.add(child);
        DatedEntity dated = new DatedEntity();
        dated.at = Timestamp.from(Instant.parse("2026-03-01T00:30:00.123456789Z"));
        return List.of(
                Arguments.of(Ignored.class, nothingIgnored),
                Arguments.of(Arrays.class, new Arrays(new byte[] { 1 }, new String[] { "a" }, new int[][] { { 1 } })),
                Arguments.of(Opaque.class, new Opaque("1", new NoEquals(), new AtomicInteger(1))),
                Arguments.of(Sets.class, new Sets(new LinkedHashSet<>(List.of("zz", "b", "aa")), Set.of(1, 2, 3, 4),
                        new HashSet<>(List.of(7, 100_000)))),
                Arguments.of(Parent.class, parent),
                Arguments.of(DatedEntity.class, dated),
                Arguments.of(WithCache.class, new WithCache("1")),
                Arguments.of(JsonNode.class, JsonNodeFactory.instance.objectNode().put("a", 1L).put("b", 1.5f)),
                Arguments.of(Holder.class, new Holder(Map.of(), Optional.of(1))),
                Arguments.of(listOf(String.class),
                        Collections.unmodifiableList(new ArrayList<>(java.util.Arrays.asList("a", null)))),
                Arguments.of(String.class, null));
    }

    @ParameterizedTest
    @MethodSource("equal")
    void deliverySucceeds(Type type, Object result) {
        assertThat(failure(type, result)).isNull();
    }

    @Test
    void unneededResultFailsNothing() {
        assertThat(catchThrowable(() -> idempotency.scope("orders", Throwing.class).withStoreResult(false)
                .run("1", () -> Uni.createFrom().item(new Throwing())).await().indefinitely())).isNull();
    }

    private static Type listOf(Class<?> element) {
        return TypeFactory.defaultInstance().constructCollectionType(List.class, element);
    }

    static class Ignored {

        public String id = "1";

        @JsonIgnore
        public String cause;
    }

    static class WriteOnly {

        public String id = "1";

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        public String password;
    }

    @JsonIgnoreProperties("internal")
    static class IgnoredByClass {

        public String id = "1";
        public int internal;
    }

    record Holder(Map<String, Ignored> ignored, Optional<Integer> number) {
    }

    /** Its private member matters to its equals. */
    static class Hidden {

        public String id;
        private String hidden;

        Hidden() {
        }

        Hidden(String id, String hidden) {
            this.id = id;
            this.hidden = hidden;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Hidden h && Objects.equals(id, h.id) && Objects.equals(hidden, h.hidden);
        }

        @Override
        public int hashCode() {
            return Objects.hash(id, hidden);
        }
    }

    static class ReadOnly {

        public String id;

        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public int total;

        ReadOnly() {
        }

        ReadOnly(String id, int total) {
            this.id = id;
            this.total = total;
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    static class Base {
        public String id = "1";
    }

    static class Sub extends Base {
        public int more = 1;
    }

    record Holding(Base base) {
    }

    sealed interface Shape {

        int getSize();
    }

    static final class Circle implements Shape {

        @Override
        public int getSize() {
            return 1;
        }
    }

    static class Entity {
        public Entity self;
    }

    static class Throwing {

        public String getLazy() {
            throw new IllegalStateException("lazy");
        }
    }

    record Arrays(byte[] bytes, String[] texts, int[][] numbers) {
    }

    static class NoEquals {
        public String value = "x";
    }

    record Opaque(String id, NoEquals member, AtomicInteger count) {
    }

    record Sets(Set<String> ordered, Set<Integer> unordered, Collection<Integer> collection) {
    }

    static class Parent {

        public String id = "p";

        @JsonManagedReference
        public List<Child> children = new ArrayList<>();
    }

    static class Child {

        public String id = "c";

        @JsonBackReference
        public Parent parent;
    }

    /** The fields that a database driver puts into a date. */
    static class DatedEntity {
        public Date at;
    }

    static class WithCache {

        public String id;
        private String cached;
        private transient String passing;

        WithCache() {
        }

        WithCache(String id) {
            this.id = id;
            this.cached = "cached " + id;
            this.passing = "passing " + id;
        }
    }
}
