package io.quarkiverse.eventidempotency.deployment.beans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkus.runtime.BlockingOperationNotAllowedException;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Each shape of method and result, on the threads that call them. */
class ShapesTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(
                    jar -> jar.addClasses(Handlers.class, Caller.class, Result.class, Shape.class, Circle.class, Broken.class,
                            Square.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Inject
    Handlers handlers;

    @Inject
    Vertx vertx;

    /** Calls twice, and expects one body. */
    private <T> void assertReplayed(Supplier<T> call, T result) {
        int before = handlers.bodies();
        assertThat(call.get()).isEqualTo(result);
        assertThat(call.get()).isEqualTo(result);
        assertThat(handlers.bodies() - before).isEqualTo(1);
    }

    @Test
    void eachShapeRunsOnce() {
        assertReplayed(() -> handlers.uni("k").await().indefinitely(), "uni");
        assertReplayed(() -> handlers.stage("k").toCompletableFuture().join(), "stage");
        assertReplayed(() -> handlers.plain("k"), "plain");
        assertReplayed(() -> handlers.number("k"), 42);
        assertReplayed(() -> {
            handlers.nothing("k");
            return null;
        }, null);
        assertReplayed(() -> handlers.voidUni("k").await().indefinitely(), null);
    }

    @Test
    void eachResultComesBackAsItsType() {
        Result result = new Result("one", Instant.parse("2026-01-01T00:00:00Z"), List.of(1, 2));
        assertReplayed(() -> handlers.result("k", result), result);
        assertReplayed(() -> handlers.list("k", List.of(result)), List.of(result));
        assertReplayed(() -> handlers.map("k", Map.of("a", List.of(result))), Map.of("a", List.of(result)));
        assertReplayed(() -> handlers.optional("full", Optional.of(result)), Optional.of(result));
        assertReplayed(() -> handlers.optional("empty", Optional.empty()), Optional.empty());
        assertReplayed(() -> handlers.result("null", null), null);
        assertReplayed(() -> handlers.shape("circle", new Circle(2)), new Circle(2));
        assertReplayed(() -> handlers.shape("square", new Square(3)), new Square(3));
        assertThat(handlers.bytes("k", new byte[] { 1, 2 })).containsExactly(1, 2);
        assertThat(handlers.bytes("k", new byte[] { 3 })).containsExactly(1, 2);
    }

    @Test
    void skippedDuplicateIsEmpty() {
        assertThat(handlers.skipped("k")).contains("first");
        assertThat(handlers.skipped("k")).isEmpty();
    }

    private <T> T onEventLoop(Supplier<CompletionStage<T>> call) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        VertxContext.getOrCreateDuplicatedContext(vertx).runOnContext(x -> {
            try {
                call.get().whenComplete((item, failure) -> {
                    if (failure == null) {
                        result.complete(item);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(20, TimeUnit.SECONDS);
    }

    @Test
    void onAnEventLoopTheBodyAndItsResultStayOnTheCallersContext() throws Exception {
        String where = onEventLoop(() -> {
            Context caller = Vertx.currentContext();
            return handlers.where("event loop").map(seen -> seen + (Vertx.currentContext() == caller ? ", back on it" : ""))
                    .subscribeAsCompletionStage();
        });
        assertThat(where).isEqualTo("event loop, request context, back on it");
    }

    @Test
    void bodiesSideBySideShareARequestContextUntilTheLastEnds() throws Exception {
        String both = onEventLoop(() -> Uni.join().all(handlers.where("beside"), handlers.later("beside")).andFailFast()
                .map(results -> results.get(1)).subscribeAsCompletionStage());
        assertThat(both).isEqualTo("request context");
    }

    @Test
    void aBodyKeepsItsRequestContextAfterAnotherInsideIt() throws Exception {
        CompletableFuture<String> outer = new CompletableFuture<>();
        Thread thread = new Thread(() -> { // on which no request context is active
            try {
                outer.complete(handlers.outer("k"));
            } catch (Throwable e) {
                outer.completeExceptionally(e);
            }
        });
        thread.start();
        assertThat(outer.get(20, TimeUnit.SECONDS)).isEqualTo("request context, inner, request context");
    }

    @Test
    void onAWorkerTheBodyIsCalledOnTheCallersThread() {
        String thread = Thread.currentThread().getName();
        assertThat(handlers.thread("worker").await().indefinitely()).isEqualTo(thread);
    }

    @Test
    void aBodyThatBlocksIsRefusedOnAnEventLoop() {
        assertThatThrownBy(() -> onEventLoop(() -> CompletableFuture.completedFuture(handlers.plain("on an event loop"))))
                .rootCause().isInstanceOf(BlockingOperationNotAllowedException.class)
                .hasMessageContaining("@Blocking").hasMessageContaining("Handlers#plain(");
    }

    @Test
    void aKeyThatCannotBeReadFailsTheResultAndNotTheCall() {
        Broken event = new Broken();
        assertThatThrownBy(() -> handlers.brokenUni(event).await().indefinitely()).hasMessage("no id");
        assertThatThrownBy(() -> handlers.brokenStage(event).toCompletableFuture().join()).hasRootCauseMessage("no id");
    }

    @Test
    void aMethodWithoutItsResultFails() {
        assertThatThrownBy(() -> handlers.nullUni("k").await().indefinitely()).hasMessageContaining("returned null");
        assertThatThrownBy(() -> handlers.nullStage("k").toCompletableFuture().join())
                .hasRootCauseInstanceOf(NullPointerException.class);
    }

    static class Broken {

        public String getId() {
            throw new IllegalStateException("no id");
        }
    }

    @RequestScoped
    static class Caller {

        String name() {
            return "request context";
        }
    }

    record Result(String name, Instant at, List<Integer> numbers) {
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    sealed interface Shape permits Circle, Square {
    }

    record Circle(int radius) implements Shape {
    }

    record Square(int side) implements Shape {
    }

    @ApplicationScoped
    static class Handlers {

        private final AtomicInteger bodies = new AtomicInteger();

        @Inject
        Caller caller;

        @Inject
        Vertx vertx;

        @Inject
        Handlers self;

        int bodies() {
            return bodies.get();
        }

        private <T> T ran(T result) {
            bodies.incrementAndGet();
            return result;
        }

        @Idempotent(key = "{id}")
        Uni<String> uni(String id) {
            return Uni.createFrom().item(() -> ran("uni"));
        }

        @Idempotent(key = "{id}")
        Uni<Void> voidUni(String id) {
            return Uni.createFrom().item(() -> ran(null));
        }

        @Idempotent(key = "{id}")
        CompletionStage<String> stage(String id) {
            return CompletableFuture.supplyAsync(() -> ran("stage"));
        }

        @Idempotent(key = "{id}")
        String plain(String id) {
            return ran("plain");
        }

        @Idempotent(key = "{id}")
        int number(String id) {
            return ran(42);
        }

        @Idempotent(key = "{id}")
        void nothing(String id) {
            ran(null);
        }

        @Idempotent(key = "{id}")
        Result result(String id, Result result) {
            return ran(result);
        }

        @Idempotent(key = "{id}")
        List<Result> list(String id, List<Result> result) {
            return ran(result);
        }

        @Idempotent(key = "{id}")
        Map<String, List<Result>> map(String id, Map<String, List<Result>> result) {
            return ran(result);
        }

        @Idempotent(key = "{id}")
        Optional<Result> optional(String id, Optional<Result> result) {
            return ran(result);
        }

        @Idempotent(key = "{id}")
        byte[] bytes(String id, byte[] result) {
            return ran(result);
        }

        @Idempotent(key = "{id}")
        Shape shape(String id, Shape result) {
            return ran(result);
        }

        @Idempotent(key = "{id}", onDuplicate = OnDuplicate.SKIP)
        Optional<String> skipped(String id) {
            return Optional.of("first");
        }

        @Idempotent(key = "{event.id}")
        Uni<String> brokenUni(Broken event) {
            return Uni.createFrom().item("never");
        }

        @Idempotent(key = "{event.id}")
        CompletionStage<String> brokenStage(Broken event) {
            return CompletableFuture.completedStage("never");
        }

        @Idempotent(key = "{id}")
        Uni<String> nullUni(String id) {
            return null;
        }

        @Idempotent(key = "{id}")
        CompletionStage<String> nullStage(String id) {
            return null;
        }

        @Idempotent(key = "{id}")
        Uni<String> where(String id) {
            return Uni.createFrom().item((Context.isOnEventLoopThread() ? "event loop, " : "elsewhere, ") + caller.name());
        }

        @Idempotent(key = "{id}")
        String outer(String id) {
            return caller.name() + ", " + self.inner(id) + ", " + caller.name();
        }

        @Idempotent(key = "{id}")
        String inner(String id) {
            return "inner";
        }

        @Idempotent(key = "{id}")
        Uni<String> later(String id) {
            return Uni.createFrom().emitter(emitter -> vertx.setTimer(50, timer -> {
                try {
                    emitter.complete(caller.name());
                } catch (RuntimeException e) {
                    emitter.fail(e);
                }
            }));
        }

        @Idempotent(key = "{id}")
        Uni<String> thread(String id) {
            return Uni.createFrom().item(Thread.currentThread().getName());
        }
    }
}
