package io.quarkiverse.eventidempotency.deployment.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.runtime.guard.RequestScope;
import io.quarkus.arc.Arc;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** Bodies run as they did without the annotation, and can still ask for their context. */
class SwitchedOffTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Event.class, Visit.class))
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideRuntimeConfigKey("quarkus.event-idempotency.enabled", "false")
            .overrideRuntimeConfigKey("quarkus.event-idempotency.scopes.\"off\".generation", "g2");

    private static final String OFF = "off g2/1 0 0 false";

    @Inject
    Handlers handlers;

    @Inject
    EventIdempotency idempotency;

    @Test
    void eachShapeHasAContext() {
        for (int i = 0; i < 2; i++) {
            assertThat(handlers.plain(new Event("1"))).isEqualTo(OFF);
            assertThat(handlers.stage(new Event("1")).toCompletableFuture().join()).isEqualTo(OFF);
            Uni<String> uni = handlers.uni(new Event("1"));
            assertThat(IdempotencyContext.isActive()).isFalse();
            assertThat(uni.await().indefinitely()).isEqualTo(OFF + ", " + OFF);
            assertThat(uni.map(told -> told + IdempotencyContext.isActive()).await().indefinitely()).as("outside of the body")
                    .isEqualTo(OFF + ", " + OFF + "false");
            assertThat(IdempotencyContext.isActive()).isFalse();
        }
    }

    @Test
    void eventWithoutAKeyHasNone() {
        assertThat(handlers.plain(new Event(null))).isEqualTo("off null 0 0 false");
        assertThat(handlers.plain(new Event("broken"))).as("a key that cannot be told").isEqualTo("off null 0 0 false");
    }

    @Test
    void bodyInsideOfAnotherHasItsOwn() {
        assertThat(handlers.outer(new Event("2"))).isEqualTo("off g2/2 0 0 false, " + OFF + ", off g2/2 0 0 false");
    }

    /** As those that are guarded have, on threads without any. */
    @Test
    void bodiesHaveARequestContext() {
        ExecutorService elsewhere = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture.runAsync(() -> {
                assertThat(handlers.visit(new Event("1"))).isEqualTo("visit 1");
                assertThat(handlers.visitLater(new Event("2")).await().indefinitely()).isEqualTo("visit 2");
                assertThat(handlers.visitInStages(new Event("3")).toCompletableFuture().join()).isEqualTo("visit 3");
                assertThat(Arc.container().requestContext().isActive()).isFalse();
            }, elsewhere).join();
        } finally {
            elsewhere.shutdownNow();
        }
    }

    @Test
    void bodiesOfBatchesHaveARequestContextAndTheContextOfEachEvent() {
        List<Event> events = List.of(new Event("1"), new Event("2"));
        ExecutorService elsewhere = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture.runAsync(() -> {
                assertThat(handlers.visitAll(events)).containsExactly("visit 1 g2/1", "visit 2 g2/2");
                IdempotencyScope<String> off = idempotency.scope("off", String.class);
                assertThat(catchThrowable(() -> assertThat(off.runAllBlocking(events, Event::name, handlers::told))
                        .containsExactly("visit 1 g2/1", "visit 2 g2/2"))).isNull();
                assertThat(off.runAll(events, Event::name, some -> Uni.createFrom().item(handlers.told(some))).await()
                        .indefinitely()).containsExactly("visit 1 g2/1", "visit 2 g2/2");
                assertThat(off.<Event> runAll(List.of(), Event::name, some -> Uni.createFrom().failure(new AssertionError()))
                        .await().indefinitely()).isEmpty();
            }, elsewhere).join();
        } finally {
            elsewhere.shutdownNow();
        }
    }

    /** As those that are guarded have. */
    @Test
    void uniOfBodyInCodeIsSubscribedToInItsContext() {
        IdempotencyScope<String> off = idempotency.scope("off", String.class);
        Uni<String> run = off.run("1", () -> Uni.createFrom().item(() -> IdempotencyContext.current().key()));
        assertThat(run.map(told -> told + IdempotencyContext.isActive()).await().indefinitely()).isEqualTo("g2/1false");
        Uni<List<String>> batch = off.runAll(List.of("1", "2"), Function.identity(), some -> Uni.createFrom()
                .item(() -> IdempotencyContext.current().elements().stream().map(IdempotencyContext::key).toList()));
        assertThat(batch.await().indefinitely()).containsExactly("g2/1", "g2/2");
    }

    /** Nothing refers to the request context of a body whose {@code Uni} is dropped. */
    @Test
    void uniThatIsNeverSubscribedToLeavesNothing() throws Exception {
        ExecutorService elsewhere = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 3; i++) {
                CompletableFuture.runAsync(() -> handlers.visitLater(new Event("1")), elsewhere).join();
            }
            assertThat(bodiesInContexts()).isZero();
            Uni<String> late = CompletableFuture.supplyAsync(() -> handlers.visitWhenSubscribed(new Event("2")), elsewhere)
                    .join();
            assertThat(CompletableFuture.supplyAsync(() -> late.await().indefinitely(), elsewhere).join())
                    .isEqualTo("visit 2");
            assertThat(bodiesInContexts()).isZero();
        } finally {
            elsewhere.shutdownNow();
        }
    }

    private static long bodiesInContexts() throws Exception {
        return ((LongAdder) of("MADE")).sum() - ((LongAdder) of("LEFT")).sum() + ((Map<?, ?>) of("JOINED")).size();
    }

    private static Object of(String name) throws Exception {
        Field field = RequestScope.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(null);
    }

    @Test
    void failuresAreWhatTheyWere() {
        assertThatThrownBy(() -> handlers.failing(new Event("1"))).isInstanceOf(IllegalStateException.class).hasMessage("no");
        assertThatThrownBy(() -> handlers.failingUni(new Event("1")).await().indefinitely()).hasMessage("no");
        assertThat(handlers.nullUni(new Event("1"))).isNull();
        assertThat(IdempotencyContext.isActive()).isFalse();
    }

    record Event(String name) {

        public String getId() {
            if ("broken".equals(name)) {
                throw new IllegalStateException("no id");
            }
            return name;
        }
    }

    @RequestScoped
    static class Visit {

        String of(Event event) {
            return "visit " + event.name();
        }
    }

    @ApplicationScoped
    static class Handlers {

        @Inject
        Handlers self;

        @Inject
        Visit visit;

        @Idempotent(scope = "off", key = "{event.id}")
        String visit(Event event) {
            return visit.of(event);
        }

        @Idempotent(scope = "off", key = "{event.id}")
        Uni<String> visitLater(Event event) {
            return Uni.createFrom().item(visit.of(event));
        }

        @Idempotent(scope = "off", key = "{event.id}")
        Uni<String> visitWhenSubscribed(Event event) {
            return Uni.createFrom().item(() -> visit.of(event));
        }

        @Idempotent(scope = "off", key = "{event.id}")
        CompletionStage<String> visitInStages(Event event) {
            return CompletableFuture.completedStage(visit.of(event));
        }

        @Idempotent(scope = "off", key = "{events[].id}")
        List<String> visitAll(List<Event> events) {
            return told(events);
        }

        List<String> told(List<Event> events) {
            List<IdempotencyContext> contexts = IdempotencyContext.current().elements();
            return IntStream.range(0, events.size()).mapToObj(i -> visit.of(events.get(i)) + " " + contexts.get(i).key())
                    .toList();
        }

        private static String told() {
            IdempotencyContext context = IdempotencyContext.current();
            return context.scope() + " " + context.key() + " " + context.attempt() + " " + context.fence() + " "
                    + context.isGuarded();
        }

        @Idempotent(scope = "off", key = "{event.id}")
        String plain(Event event) {
            return told();
        }

        @Idempotent(scope = "off", key = "{event.id}")
        Uni<String> uni(Event event) {
            String called = told();
            return Uni.createFrom().item(() -> called + ", " + told());
        }

        @Idempotent(scope = "off", key = "{event.id}")
        CompletionStage<String> stage(Event event) {
            return CompletableFuture.completedStage(told());
        }

        @Idempotent(scope = "off", key = "{event.id}")
        String outer(Event event) {
            return told() + ", " + self.plain(new Event("1")) + ", " + told();
        }

        @Idempotent(scope = "off", key = "{event.id}")
        void failing(Event event) {
            throw new IllegalStateException("no");
        }

        @Idempotent(scope = "off", key = "{event.id}")
        Uni<String> failingUni(Event event) {
            return Uni.createFrom().failure(new IllegalStateException("no"));
        }

        @Idempotent(scope = "off", key = "{event.id}")
        Uni<String> nullUni(Event event) {
            return null;
        }
    }
}
