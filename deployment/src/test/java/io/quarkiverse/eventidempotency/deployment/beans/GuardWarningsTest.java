package io.quarkiverse.eventidempotency.deployment.beans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;

import org.awaitility.Awaitility;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment.Strategy;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.faulttolerance.api.ApplyGuard;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.Broadcast;
import io.smallrye.reactive.messaging.kafka.transactions.TransactionalEmitter;

/** What the build warns of, on consumers that work. */
class GuardWarningsTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(
                    jar -> jar.addClasses(Consumers.class, Produced.class, Special.class, Fallback.class, ApplyGuard.class,
                            io.quarkiverse.idempotency.Idempotent.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .setLogRecordPredicate(r -> r.getLevel().intValue() >= Level.WARNING.intValue()
                    && "io.quarkiverse.eventidempotency".equals(r.getLoggerName()))
            .assertLogRecords(GuardWarningsTest::assertWarnings);

    @Inject
    Consumers consumers;
    @Inject
    GuardedMethodSpecs specs;

    @Test
    void consumersRunOnce() {
        Awaitility.await().untilAsserted(() -> assertThat(consumers.seen()).containsExactly("a", "b"));
    }

    @Test
    void onlyAProcessorsResultIsNeeded() {
        assertThat(specs.specs()).filteredOn(GuardedMethodSpec::resultNeeded).flatExtracting(GuardedMethodSpec::channels)
                .containsExactlyInAnyOrder("words", "more", "lists");
        assertThat(specs.specs()).filteredOn(s -> !s.resultNeeded()).flatExtracting(GuardedMethodSpec::channels)
                .contains("processed");
    }

    private static void assertWarnings(List<LogRecord> records) {
        String method = "[method: " + Consumers.class.getName() + "#";
        assertThat(records).extracting(r -> String.format(r.getMessage(), r.getParameters())).satisfiesExactlyInAnyOrder(
                m -> assertThat(m).startsWith("QEI00301: onDuplicate = SKIP of @Idempotent drops a processor's output")
                        .endsWith(method + "process(String)]"),
                m -> assertThat(m).startsWith("QEI00302: onInFlight = SKIP of @Idempotent can lose events")
                        .endsWith(method + "consume(String)]"),
                m -> assertThat(m)
                        .isEqualTo("QEI00303: @io.quarkiverse.idempotency.Idempotent guards HTTP requests, and does nothing for"
                                + " messages: import io.quarkiverse.eventidempotency.Idempotent " + method + "wrong(String)]"),
                m -> assertThat(m).startsWith("QEI00304: @Acknowledgment(PRE_PROCESSING) acknowledges a message before")
                        .endsWith(method + "before(String)]"),
                m -> assertThat(m).startsWith("QEI00305: @Acknowledgment(NONE) leaves the messages of this method to nobody")
                        .endsWith(method + "none(String)]"),
                m -> assertThat(m).startsWith("QEI00305: @Acknowledgment(MANUAL) leaves the messages")
                        .endsWith(method + "manual(String)]"),
                m -> assertThat(m).startsWith("QEI00306: Only the payload of the message that this method returns is stored")
                        .endsWith(method + "message(String)]"),
                m -> assertThat(m).startsWith("QEI00307: onDuplicate = FAIL of @Idempotent refuses each duplicate of a message")
                        .endsWith(method + "refuse(String)]"),
                m -> assertThat(m).startsWith("QEI00308: onDuplicate = SKIP of @Idempotent puts null in the place of each")
                        .endsWith(method + "skip(List)]"),
                m -> assertThat(m)
                        .isEqualTo("QEI00310: The # before {word} in key \"#{word}:w#{word}\" of @Idempotent is text: it"
                                + " becomes part of each key. Paths are written in braces alone; remove it, unless it is meant "
                                + method + "hashed(String)]"),
                m -> assertThat(m).isEqualTo("QEI00320: @Fallback of this method runs inside of its guard: what the fallback "
                        + "returns is stored as the outcome of the event, and duplicates get it until the record expires. Let "
                        + "the fallback throw, or put @Fallback on the method that calls this one " + method
                        + "fallBack(String)]"),
                m -> assertThat(m).startsWith("QEI00321: @ApplyGuard applies a guard of SmallRye Fault Tolerance inside of")
                        .endsWith(method + "applied(String)]"),
                m -> assertThat(m).startsWith("QEI00322: @Idempotent does not guard the objects that a producer makes")
                        .contains("Give the class " + Produced.class.getName() + " a scope"),
                m -> assertThat(m).isEqualTo("QEI00331: A guarded method that takes a"
                        + " io.smallrye.reactive.messaging.kafka.transactions.TransactionalEmitter is called in a transaction"
                        + " that its record does not follow: when that is rolled back, the event stays completed and does not"
                        + " run again. Put @Idempotent on the method that opens the transaction " + method
                        + "send(String,TransactionalEmitter)]"));
    }

    @ApplicationScoped
    static class Special extends Produced {
    }

    @ApplicationScoped
    static class Produced {

        Produced() {
        }

        Produced(String name) {
        }

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    @ApplicationScoped
    static class Consumers {

        private final List<String> seen = new CopyOnWriteArrayList<>();

        List<String> seen() {
            return seen;
        }

        @Outgoing("words")
        Multi<String> words() {
            return Multi.createFrom().items("a", "b", "a");
        }

        @Incoming("words")
        @Outgoing("processed")
        @Idempotent(onDuplicate = OnDuplicate.SKIP)
        Uni<String> process(@IdempotencyKey String word) {
            return Uni.createFrom().item(word);
        }

        /** A separator after text is meant. */
        @Idempotent(key = "#{word}:w#{word}")
        void hashed(String word) {
        }

        /** So it is after a value. */
        @Idempotent(key = "{word}#{word}")
        void separated(String word) {
        }

        @Incoming("processed")
        @Idempotent(onInFlight = OnInFlight.SKIP)
        Uni<Void> consume(@IdempotencyKey String word) {
            seen.add(word);
            return Uni.createFrom().voidItem();
        }

        @Outgoing("lists")
        Multi<List<String>> lists() {
            return Multi.createFrom().empty();
        }

        @Incoming("lists")
        @Outgoing("skipped")
        @Idempotent(onDuplicate = OnDuplicate.SKIP)
        Uni<List<String>> skip(@IdempotencyKey List<String> words) {
            return Uni.createFrom().item(words);
        }

        @Incoming("skipped")
        void sink(List<String> words) {
        }

        @Outgoing("more")
        Multi<String> more() {
            return Multi.createFrom().empty();
        }

        @Incoming("more")
        @Outgoing("messages")
        @Broadcast
        @Idempotent
        Uni<Message<String>> message(@IdempotencyKey String word) {
            return Uni.createFrom().item(Message.of(word));
        }

        @Incoming("messages")
        @Acknowledgment(Strategy.PRE_PROCESSING)
        @Idempotent
        Uni<Void> before(@IdempotencyKey String word) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("messages")
        @Acknowledgment(Strategy.NONE)
        @Idempotent
        Uni<Void> none(@IdempotencyKey String word) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("messages")
        @Acknowledgment(Strategy.MANUAL)
        @Idempotent
        Uni<Void> manual(@IdempotencyKey String word) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("messages")
        @Acknowledgment(Strategy.MANUAL)
        @Idempotent
        Uni<Void> manualMessage(Message<String> word) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("messages")
        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        Uni<Void> refuse(@IdempotencyKey String word) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        @Fallback(fallbackMethod = "called")
        Uni<Void> fallBack(@IdempotencyKey String word) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        @ApplyGuard("guard")
        Uni<Void> applied(@IdempotencyKey String word) {
            return Uni.createFrom().voidItem();
        }

        @Produces
        @Dependent
        Produced produced() {
            return new Produced("1");
        }

        /** It hands a bean on. */
        @Produces
        @Dependent
        @Named("special")
        Produced chosen(Special special) {
            return special;
        }

        @Idempotent(onDuplicate = OnDuplicate.FAIL)
        Uni<Void> called(@IdempotencyKey String word) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent
        Uni<Void> send(@IdempotencyKey String word, TransactionalEmitter<String> emitter) {
            return Uni.createFrom().voidItem();
        }

        @Outgoing("others")
        Multi<String> others() {
            return Multi.createFrom().empty();
        }

        @Incoming("others")
        @io.quarkiverse.idempotency.Idempotent
        Uni<Void> wrong(String word) {
            return Uni.createFrom().voidItem();
        }
    }
}
