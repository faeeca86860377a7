package io.quarkiverse.eventidempotency.deployment.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.Record;

/** Keys that come from annotated parameters, from annotated members, and from events. */
class AnnotatedKeyTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Keys.class, Order.class, Mail.class,
                    Letter.class, Ping.class, HasId.class, Constructed.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Handlers handlers;

    @Test
    void oneParameterIsTheKeyAsItIs() {
        assertThat(Keys.of(() -> handlers.one("a:b", "ignored"))).isEqualTo("a:b");
    }

    @Test
    void severalAreJoinedInOrderAndEscaped() {
        assertThat(Keys.of(() -> handlers.several("a:b", 7, ':'))).isEqualTo("a\\:b:7:\\:");
        assertThat(Keys.of(() -> handlers.several("a", 7, '\\'))).isEqualTo("a:7:\\\\");
    }

    @Test
    void membersAreJoinedInTheOrderOfTheSource() {
        assertThat(Keys.of(() -> handlers.order(new Order("z", "skipped", "a")))).isEqualTo("z:a");
    }

    @Test
    void membersOfSuperclassesComeFirst() {
        assertThat(Keys.of(() -> handlers.letter(new Letter()))).isEqualTo("mail:letter");
    }

    @Test
    void recordsAreLookedInto() {
        assertThat(Keys.of(() -> handlers.kafkaRecord(Record.of("k", new Order("z", "skipped", "a"))))).isEqualTo("z:a");
        assertThat(Keys.of(() -> handlers.recordPath(Record.of("k", new Order("z", "skipped", "a"))))).isEqualTo("k/skipped");
        assertThat(Keys.of(() -> handlers.recordOfEvent(Record.of("k", new Ping("p2"))))).isEqualTo("p2");
    }

    @Test
    void parametersOfAConstructorStandForTheirProperties() {
        assertThat(Keys.of(() -> handlers.constructed(new Constructed("id", 5)))).isEqualTo("id:5");
    }

    @Test
    void aParameterOutdoesTheMembersOfAnother() {
        assertThat(Keys.of(() -> handlers.nearer(new Order("z", "skipped", "a"), "mine"))).isEqualTo("mine");
    }

    @Test
    void anInterfacesGetterCounts() {
        assertThat(Keys.of(() -> handlers.hasId(() -> "id-7"))).isEqualTo("id-7");
    }

    @Test
    void anEventsOwnKeyIsItsKeyElseItsId() {
        assertThat(Keys.ofUni(() -> handlers.event(envelope("e1", "k1")))).isEqualTo("k1");
        assertThat(Keys.ofUni(() -> handlers.event(envelope("e2", null)))).isEqualTo("e2");
        assertThat(Keys.of(() -> handlers.ping("x", new Ping("p1")))).isEqualTo("p1");
        assertThat(Keys.ofUni(() -> handlers.event(envelope("e3", " ")))).as("blank key").isEqualTo("e3");
        assertThat(Keys.ofUni(() -> handlers.event(envelope(null, "k2")))).as("no id").isEqualTo("k2");
    }

    @Test
    void eventWithBlankKeyAndBlankIdHasNoKey() {
        for (String id : new String[] { null, "", "  " }) {
            assertThatThrownBy(() -> handlers.ping("x", new Ping(id))).isInstanceOf(MissingIdempotencyKeyException.class);
        }
        assertThatThrownBy(() -> handlers.event(envelope(" ", "")).await().indefinitely())
                .isInstanceOf(MissingIdempotencyKeyException.class);
    }

    @Test
    void nullMakesTheKeyMissing() {
        assertThatThrownBy(() -> handlers.several("a", null, 'c')).isInstanceOf(MissingIdempotencyKeyException.class);
        assertThatThrownBy(() -> handlers.order(new Order("z", "", null))).isInstanceOf(MissingIdempotencyKeyException.class);
        assertThatThrownBy(() -> handlers.ping("x", null)).isInstanceOf(MissingIdempotencyKeyException.class);
    }

    private static EventEnvelope<String> envelope(String id, String key) {
        return new EventEnvelope<>(id, "t", 1, null, null, null, null, null, "payload", key);
    }

    record Order(@IdempotencyKey String z, String skipped, @IdempotencyKey String a) {
    }

    static class Mail {

        @IdempotencyKey
        private final String zip = "mail";

        public String getZip() {
            return zip;
        }
    }

    static class Letter extends Mail {

        @IdempotencyKey
        public String getAddress() {
            return "letter";
        }
    }

    /** As the Kotlin compiler writes a data class. */
    static class Constructed {

        private final String id;
        private final int version;

        Constructed(@IdempotencyKey String id, @IdempotencyKey int version) {
            this.id = id;
            this.version = version;
        }

        public String getId() {
            return id;
        }

        public int getVersion() {
            return version;
        }
    }

    interface HasId {

        @IdempotencyKey
        String id();
    }

    record Ping(String eventId) implements IdempotentEvent {
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        String one(@IdempotencyKey String id, String other) {
            return other;
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        void several(@IdempotencyKey String id, @IdempotencyKey Integer version, @IdempotencyKey char c) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        Order order(Order order) {
            return order;
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        void letter(Letter letter) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        void nearer(Order order, @IdempotencyKey String id) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        void hasId(HasId event) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        Uni<String> event(EventEnvelope<String> event) {
            return Uni.createFrom().item(event.payload());
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        void kafkaRecord(Record<String, Order> placed) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL, key = "{placed.key}/{placed.value.skipped}")
        void recordPath(Record<String, Order> placed) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        void recordOfEvent(Record<String, Ping> ping) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        void constructed(Constructed constructed) {
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        void ping(String other, Ping ping) {
        }
    }
}
