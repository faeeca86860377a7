package io.quarkiverse.eventidempotency.deployment.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.jackson.JacksonMixin;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.test.Mock;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.vertx.ConsumeEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** An application of ordinary parts builds, and its first events pass. */
class OrdinaryApplicationTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> {
                jar.addClasses(OrdinaryApplicationTest.class.getDeclaredClasses());
                jar.addClass(Mock.class); // a stereotype
            })
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("mp.messaging.incoming.a.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.b.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.c.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.d.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.e.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.f.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.g.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.h.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.outgoing.out.connector", InMemoryConnector.CONNECTOR);

    @Inject
    Services services;
    @Inject
    Payments payments;
    @Inject
    GenericPlaced generic;
    @Inject
    Api api;
    @Inject
    Shipping shipping;

    @Test
    void handlesEventsAndTheirDuplicates() throws Exception {
        Placed p = new Placed("1", BigDecimal.ONE);
        for (int i = 0; i < 2; i++) {
            assertThat(services.records(p).toCompletableFuture().get())
                    .isEqualTo(new Receipt<>("1", List.of(p), Map.of(Colour.RED, Instant.EPOCH)));
            services.pojo(new Pojo("p1"));
            services.builder("b");
            services.shape(new Circle("c"));
            services.mixed("m");
            services.json("j");
            services.lookup("l");
            services.interfaced("i");
            services.enumKey(Colour.RED, 'c', 5L, (short) 1, true, UUID.randomUUID());
            payments.pay("x");
            generic.on(p).await().indefinitely();
            api.place(p, "k").await().indefinitely();
            services.derived(new Derived());
            services.kotlinLike(new Derived());
            services.page("p").await().indefinitely();
            services.bytes("b");
            services.entityLike("e");
            assertThat(shipping.ship("1")).isEqualTo("mock");
        }
    }

    enum Colour {
        RED {
            @Override
            public String toString() {
                return "r";
            }
        },
        BLUE
    }

    record Placed(@IdempotencyKey String id, BigDecimal total) {
        Placed {
            Objects.requireNonNull(id);
        }

        @JsonIgnore
        boolean isBig() {
            return total.signum() > 0;
        }
    }

    record Receipt<T>(String id, List<T> items, Map<Colour, Instant> at) {
    }

    /** Lombok's @Data @NoArgsConstructor @AllArgsConstructor. */
    static class Pojo {
        @IdempotencyKey
        private String id;
        private Integer quantity;
        private List<Pojo> children = new ArrayList<>();

        public Pojo() {
        }

        public Pojo(String id) {
            this.id = id;
        }

        public String getId() {
            return id;
        }

        public void setId(String id) {
            this.id = id;
        }

        public Integer getQuantity() {
            return quantity;
        }

        public void setQuantity(Integer q) {
            quantity = q;
        }

        public List<Pojo> getChildren() {
            return children;
        }

        public void setChildren(List<Pojo> c) {
            children = c;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Pojo p && Objects.equals(id, p.id) && Objects.equals(children, p.children);
        }

        @Override
        public int hashCode() {
            return Objects.hash(id);
        }
    }

    /** Lombok's @Value @Builder @Jacksonized. */
    @JsonDeserialize(builder = Built.Builder.class)
    static final class Built {
        private final String id;
        private final Set<String> tags;

        private Built(String id, Set<String> tags) {
            this.id = id;
            this.tags = tags;
        }

        public String getId() {
            return id;
        }

        public Set<String> getTags() {
            return tags;
        }

        @JsonPOJOBuilder(withPrefix = "", buildMethodName = "build")
        @JsonIgnoreProperties(ignoreUnknown = true)
        static class Builder {
            private String id;
            private Set<String> tags;

            public Builder id(String id) {
                this.id = id;
                return this;
            }

            public Builder tags(Set<String> tags) {
                this.tags = tags;
                return this;
            }

            public Built build() {
                return new Built(id, tags);
            }
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
            @JsonSubTypes.Type(value = Square.class, name = "square") })
    sealed interface Shape permits Circle, Square {
        @IdempotencyKey
        String id();
    }

    record Circle(@IdempotencyKey String id) implements Shape {
    }

    record Square(String id) implements Shape {
    }

    static class WithRaw {
        public String id = "1";
        public Object raw;
    }

    @JacksonMixin(WithRaw.class)
    abstract static class WithRawMixin {
        @JsonIgnore
        public Object raw;
    }

    abstract static class BaseEvent<K> {
        @IdempotencyKey
        private K key;
        @IdempotencyKey
        protected long version = 3;

        public K getKey() {
            return key;
        }

        public void setKey(K key) {
            this.key = key;
        }

        public long getVersion() {
            return version;
        }
    }

    static class Derived extends BaseEvent<String> {
        Derived() {
            setKey("d");
        }

        @Override
        public String getKey() {
            return super.getKey();
        }
    }

    interface HasId {
        default String getId() {
            return "default";
        }
    }

    record Thing(String name) implements HasId {
    }

    interface LookupService {
        Optional<Pojo> lookup(String id);

        default String hello() {
            return "h";
        }
    }

    record Page<T>(List<T> items, int number, Optional<String> next) {
    }

    static class EntityLike {
        public Long id = 5L;
        public String name = "n";
        @JsonIgnore
        private transient Object session;
        public Class<?> type = String.class;
        private final Object lock = new Object();
    }

    @ApplicationScoped
    static class Services implements LookupService {
        @Idempotent
        CompletionStage<Receipt<Placed>> records(Placed p) {
            return CompletableFuture.completedFuture(new Receipt<>(p.id(), List.of(p), Map.of(Colour.RED, Instant.EPOCH)));
        }

        @Idempotent
        Pojo pojo(Pojo p) {
            return p;
        }

        @Idempotent
        Built builder(@IdempotencyKey String id) {
            return new Built.Builder().id(id).tags(Set.of("a")).build();
        }

        @Idempotent
        Shape shape(Shape s) {
            return s;
        }

        @Idempotent
        WithRaw mixed(@IdempotencyKey String id) {
            return new WithRaw();
        }

        @Idempotent
        JsonObject json(@IdempotencyKey String id) {
            return new JsonObject().put("a", 1L).put("b", new JsonObject()).put("i", Instant.now());
        }

        @Override
        @Idempotent(key = "{id}")
        public Optional<Pojo> lookup(String id) {
            return Optional.of(new Pojo(id));
        }

        @Idempotent(key = "{id}")
        Map<String, List<Optional<BigDecimal>>> interfaced(String id) {
            return Map.of("a", List.of(Optional.empty(), Optional.of(BigDecimal.TEN)));
        }

        @Idempotent(key = "{c}:{ch}:{l}:{s}:{b}:{u}")
        long enumKey(Colour c, char ch, Long l, short s, boolean b, UUID u) {
            return 1;
        }

        @Idempotent
        void derived(Derived d) {
        }

        @Idempotent(key = "{d.key}")
        boolean kotlinLike(Derived d) {
            return true;
        }

        @Idempotent(key = "{id}")
        Uni<Page<Shape>> page(String id) {
            return Uni.createFrom().item(new Page<>(List.of(new Circle("1")), 1, Optional.empty()));
        }

        @Idempotent(key = "{id}")
        byte[] bytes(String id) {
            return new byte[] { 1 };
        }

        @Idempotent(key = "{id}")
        EntityLike entityLike(String id) {
            return new EntityLike();
        }

        @Idempotent(key = "{t.id}")
        void thing(Thing t) {
        }

        @ConsumeEvent("orders")
        @Idempotent(key = "{p.id}")
        Uni<Placed> bus(Placed p) {
            return Uni.createFrom().item(p);
        }

        @ConsumeEvent("orders2")
        @Blocking
        @Idempotent
        void bus2(Placed p) {
        }

        @Idempotent
        void observe(@Observes Placed p) {
        }

        @Idempotent
        void observeAsync(@ObservesAsync @IdempotencyKey String p) {
        }
    }

    @ApplicationScoped
    static class Consumers {
        @Incoming("a")
        @Idempotent
        Uni<Void> a(Record<String, Placed> r) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("b")
        @Idempotent
        @Blocking
        void b(ConsumerRecord<String, Placed> r) {
        }

        @Incoming("c")
        @Idempotent
        Uni<Void> c(Message<Placed> m) {
            return Uni.createFrom().completionStage(m.ack());
        }

        @Incoming("d")
        @Idempotent
        CompletionStage<Void> d(KafkaRecord<String, Placed> m) {
            return m.ack();
        }

        @Incoming("e")
        @Outgoing("out")
        @Idempotent
        Uni<Receipt<String>> e(EventEnvelope<Pojo2> e) {
            return Uni.createFrom().item(new Receipt<>("a", List.of(), Map.of()));
        }

        @Incoming("f")
        @Idempotent(key = "{r.value.id}")
        Uni<Void> f(Record<String, Placed> r) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("g")
        @Idempotent(key = "{messageId}")
        Uni<Void> g(JsonObject r) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("h")
        @Idempotent(key = "{r.value.eventId}")
        Uni<Void> h(Record<String, EventEnvelope<Pojo2>> r) {
            return Uni.createFrom().voidItem();
        }
    }

    record Pojo2(String id) {
    }

    static class Payments {
        @Idempotent
        Receipt<String> pay(@IdempotencyKey String id) {
            return new Receipt<>(id, List.of(), Map.of());
        }
    }

    @Singleton
    static class RealPayments extends Payments {
    }

    @Alternative
    @Priority(5)
    @ApplicationScoped
    static class TestPayments extends Payments {
        @Override
        @Idempotent
        Receipt<String> pay(@IdempotencyKey String id) {
            return super.pay(id);
        }
    }

    @ApplicationScoped
    static class Shipping {
        @Idempotent
        String ship(@IdempotencyKey String id) {
            return "real";
        }
    }

    /** Replaces it in tests, guard and all. */
    @Mock
    @ApplicationScoped
    static class MockShipping extends Shipping {
        @Override
        String ship(String id) {
            return "mock";
        }
    }

    static class Produced {
        @Idempotent
        String make(@IdempotencyKey String id) {
            return id;
        }
    }

    @Dependent
    static class ProducedBean extends Produced {
    }

    abstract static class Generic<E, R> {
        @Idempotent(key = "{event}")
        Uni<Void> raw(String event) {
            return Uni.createFrom().voidItem();
        }

        abstract R map(E e);
    }

    @ApplicationScoped
    static class GenericPlaced extends Generic<Placed, Receipt<Placed>> {
        @Override
        Receipt<Placed> map(Placed p) {
            return null;
        }

        @Idempotent
        Uni<Receipt<Placed>> on(Placed p) {
            return Uni.createFrom().item(new Receipt<>("1", List.of(p), Map.of()));
        }
    }

    @ApplicationScoped
    static class GenericOther extends Generic<String, String> {
        @Override
        String map(String p) {
            return p;
        }
    }

    @Path("/orders")
    static class Api {
        @POST
        @Idempotent(key = "{key}", scope = "api")
        public Uni<Receipt<Placed>> place(Placed p, @HeaderParam("k") String key) {
            return Uni.createFrom().item(new Receipt<>("1", List.of(p), Map.of()));
        }

        @POST
        @Path("/x")
        @Idempotent
        public Receipt<Pojo> place2(Pojo p) {
            return new Receipt<>("1", List.of(p), Map.of());
        }

        @DELETE
        @Path("/{id}")
        @Idempotent(key = "{id}")
        public void cancel(@PathParam("id") String id, @Context HttpServerRequest request) {
        }

        @POST
        @Path("/y")
        @Idempotent
        public Pojo head(Pojo p, @Context HttpServerResponse response) {
            return p;
        }
    }

    @Singleton
    static class Customizer implements ObjectMapperCustomizer {
        public void customize(ObjectMapper m) {
            m.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        }
    }
}
