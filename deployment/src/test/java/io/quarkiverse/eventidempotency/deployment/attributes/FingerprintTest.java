package io.quarkiverse.eventidempotency.deployment.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** A key that is used again for something else. */
class FingerprintTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Transfer.class, Account.class, Unwritable.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Handlers handlers;

    private static void assertReused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IdempotencyKeyReusedException.class);
    }

    private static Transfer transfer(String id, String amount, String from, String to) {
        return new Transfer(id, amount == null ? null : new BigDecimal(amount), new Account(from), new Account(to), Map.of());
    }

    @Test
    void wholePayload() {
        assertThat(handlers.payload(transfer("1", "5", "a", "b")).await().indefinitely()).isEqualTo("5");
        assertThat(handlers.payload(transfer("1", "5.00", "a", "b")).await().indefinitely()).isEqualTo("5");
        assertReused(() -> handlers.payload(transfer("1", "5", "a", "c")).await().indefinitely());
        assertReused(() -> handlers.payload(transfer("1", null, "a", "b")).await().indefinitely());
    }

    @Test
    void orderOfMembersDoesNotCount() {
        Map<String, Object> some = new LinkedHashMap<>(Map.of("a", 1));
        some.put("b", List.of(1, 2));
        Map<String, Object> same = new LinkedHashMap<>(Map.of("b", List.of(1, 2)));
        same.put("a", 1);
        assertThat(handlers.tags("1", some)).isEqualTo("{a=1, b=[1, 2]}");
        assertThat(handlers.tags("1", same)).isEqualTo("{a=1, b=[1, 2]}");
        assertReused(() -> handlers.tags("1", Map.of("a", 1, "b", List.of(2, 1))));
    }

    @Test
    void onePath() {
        EventEnvelope<Transfer> event = envelope(transfer("1", "5", "a", "b"));
        assertThat(handlers.path(event)).isEqualTo("b");
        assertThat(handlers.path(envelope(transfer("1", "5", "a", "c")))).as("another account").isEqualTo("b");
        assertReused(() -> handlers.path(envelope(transfer("1", "6", "a", "b"))));
    }

    @Test
    void severalPaths() {
        assertThat(handlers.paths(transfer("1", "5", "a", "b"), 7)).isEqualTo(7);
        assertThat(handlers.paths(transfer("1", "6", "a", "b"), 7)).isEqualTo(7);
        assertReused(() -> handlers.paths(transfer("1", "5", "b", "a"), 7));
        assertReused(() -> handlers.paths(transfer("1", "5", "a", "b"), 8));
    }

    @Test
    void nullIsAValueLikeOthers() {
        assertThat(handlers.path(envelope(transfer("2", null, "a", "b")))).isEqualTo("b");
        assertThat(handlers.path(envelope(transfer("2", null, "a", "c")))).isEqualTo("b");
        assertReused(() -> handlers.path(envelope(transfer("2", "5", "a", "b"))));
        assertThat(handlers.nothing("4", null).await().indefinitely()).isEqualTo("null");
        assertThat(handlers.nothing("4", null).await().indefinitely()).isEqualTo("null");
        assertReused(() -> handlers.nothing("4", transfer("4", "5", "a", "b")).await().indefinitely());
        assertThat(handlers.paths(new Transfer("3", null, null, new Account("b"), null), 7)).isEqualTo(7);
        assertReused(() -> handlers.paths(new Transfer("3", null, new Account("a"), new Account("b"), null), 7));
    }

    /** Not as results are written: records hold fingerprints of what the application's mapper wrote. */
    @Test
    void jsonIsThatOfApplicationsMapper() {
        ZonedDateTime berlin = ZonedDateTime.parse("2026-03-01T00:30:00+01:00[Europe/Berlin]");
        assertThat(handlers.time("1", berlin).await().indefinitely()).isEqualTo(berlin);
        assertThat(handlers.time("1", berlin.withFixedOffsetZone()).await().indefinitely()).isEqualTo(berlin);
        assertReused(() -> handlers.time("1", berlin.plusNanos(1)).await().indefinitely());
    }

    @Test
    void valueThatCannotBeWrittenFailsTheDelivery() {
        assertThatThrownBy(() -> handlers.unwritable(new Unwritable()).await().indefinitely())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The fingerprint of an event cannot be taken").hasMessageContaining("#unwritable(");
    }

    private static EventEnvelope<Transfer> envelope(Transfer transfer) {
        return new EventEnvelope<>(transfer.id(), "transfer", 1, null, null, null, null, null, transfer, null);
    }

    record Transfer(String id, BigDecimal amount, Account from, Account to, Map<String, Object> tags) {
    }

    record Account(String name) {
    }

    static class Unwritable {

        public String getId() {
            return "id";
        }

        public String getSecret() {
            throw new UnsupportedOperationException("secret");
        }
    }

    @ApplicationScoped
    static class Handlers {

        @Idempotent(key = "{transfer.id}", fingerprint = Idempotent.PAYLOAD)
        Uni<String> payload(Transfer transfer) {
            return Uni.createFrom().item(transfer.amount().toString());
        }

        @Idempotent(key = "{id}", fingerprint = "{tags}")
        String tags(String id, Map<String, Object> tags) {
            return tags.toString();
        }

        @Idempotent(fingerprint = "{event.payload.amount}")
        String path(EventEnvelope<Transfer> event) {
            return event.payload().to().name();
        }

        @Idempotent(key = "{id}", fingerprint = "{transfer}")
        Uni<String> nothing(String id, Transfer transfer) {
            return Uni.createFrom().item(String.valueOf(transfer));
        }

        @Idempotent(key = "{transfer.id}", fingerprint = "{transfer.from?.name} {transfer.to} {version}")
        int paths(Transfer transfer, int version) {
            return version;
        }

        @Idempotent(key = "{id}", fingerprint = "{time}")
        Uni<ZonedDateTime> time(String id, ZonedDateTime time) {
            return Uni.createFrom().item(time);
        }

        @Idempotent(key = "{event.id}", fingerprint = Idempotent.PAYLOAD)
        Uni<Void> unwritable(Unwritable event) {
            return Uni.createFrom().voidItem();
        }
    }
}
