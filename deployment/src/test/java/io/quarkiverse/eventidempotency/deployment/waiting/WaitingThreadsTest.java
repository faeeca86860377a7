package io.quarkiverse.eventidempotency.deployment.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** Duplicates that wait leave enough threads of the pool to the body that they wait for, which needs another one to end. */
class WaitingThreadsTest {

    private static final int THREADS = 8;
    private static final int WAITING_THREADS = THREADS / 4;
    private static final int CALLS = 40;

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Parcels.class, Body.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.thread-pool.max-threads", String.valueOf(THREADS))
            .overrideConfigKey("mp.messaging.incoming.parcels.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.letters.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.outgoing.stamped.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.cards.connector", InMemoryConnector.CONNECTOR);

    @Inject
    Parcels parcels;
    @Inject
    Body body;
    @Inject
    EventIdempotency idempotency;
    @Inject
    ExecutorService workers;
    @Inject
    @Any
    InMemoryConnector connector;

    private final List<String> results = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @BeforeEach
    void prepare() {
        results.clear();
        failures.clear();
        body.prepare();
    }

    private interface Call {

        String make() throws Exception;
    }

    /** Makes calls on the threads of the pool, all of which are taken when the body goes on. */
    private void callOnWorkers(Call call) {
        for (int i = 0; i < CALLS; i++) {
            workers.execute(() -> {
                try {
                    String result = call.make();
                    if (result != null) {
                        results.add(result);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
        }
    }

    private void allGetTheResultOfOneBody() {
        body.go();
        await().untilAsserted(() -> assertThat(results).hasSize(CALLS).containsOnly("result 1"));
        assertThat(failures).isEmpty();
    }

    @Test
    void uniWaitsWithoutAThread() {
        callOnWorkers(() -> {
            parcels.uni("uni").subscribe().with(results::add, failures::add);
            return null;
        });
        allGetTheResultOfOneBody();
    }

    @Test
    void stageWaitsWithoutAThread() {
        callOnWorkers(() -> {
            parcels.stage("stage").whenComplete((result, failure) -> {
                if (failure == null) {
                    results.add(result);
                } else {
                    failures.add(failure);
                }
            });
            return null;
        });
        allGetTheResultOfOneBody();
    }

    @Test
    void scopeInCodeWaitsWithoutAThread() {
        callOnWorkers(() -> {
            idempotency.scope("parcels.code", String.class).run("code", body::uni).subscribe().with(results::add,
                    failures::add);
            return null;
        });
        allGetTheResultOfOneBody();
    }

    @Test
    void bodyRunsOnAWorkerOnceItsOwnerHasFailed() {
        body.failFirst();
        callOnWorkers(() -> {
            parcels.uni("failing").subscribe().with(results::add, failures::add);
            return null;
        });
        body.go();
        await().untilAsserted(() -> assertThat(results).hasSize(CALLS - 1).containsOnly("result 2"));
        assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(body.threads()).hasSize(2).allMatch(thread -> thread.startsWith("executor-thread"));
    }

    @Test
    void callersThatHoldAThreadAreBounded() {
        callOnWorkers(() -> parcels.plain("plain"));
        ownerAndWaitersGetTheResult();
    }

    @Test
    void callersOfCodeThatHoldAThreadAreBounded() {
        callOnWorkers(() -> idempotency.scope("parcels.blocking", String.class).runBlocking("blocking", body::plain));
        ownerAndWaitersGetTheResult();
    }

    private void ownerAndWaitersGetTheResult() {
        await().untilAsserted(() -> assertThat(failures).hasSize(CALLS - 1 - WAITING_THREADS));
        body.go();
        await().untilAsserted(() -> assertThat(results).hasSize(1 + WAITING_THREADS).containsOnly("result 1"));
        assertThat(failures).hasSize(CALLS - 1 - WAITING_THREADS).allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(EventInFlightException.class)
                .hasMessageContaining(WAITING_THREADS + " threads of this process wait for other deliveries already")
                .hasMessageContaining("quarkus.event-idempotency.max-waiting-threads"));
    }

    @Test
    void consumersAreHeldBackBeforeTheyTakeAThread() {
        consume("parcels");
    }

    @Test
    void consumersOfUnisWaitWithoutAThread() {
        consume("cards");
    }

    @Test
    void processorsAreHeldBackBeforeTheyTakeAThread() {
        connector.sink("stamped").clear();
        consume("letters");
        List<Object> stamped = connector.sink("stamped").received().stream().<Object> map(Message::getPayload).toList();
        assertThat(stamped).hasSize(CALLS + 5);
        assertThat(Set.copyOf(stamped)).hasSize(6);
    }

    private void consume(String channel) {
        AtomicInteger acked = new AtomicInteger();
        for (int i = 0; i < CALLS + 5; i++) {
            String id = i < CALLS ? channel : channel + i;
            connector.source(channel).send(Message.of(id, () -> {
                acked.incrementAndGet();
                return CompletableFuture.completedFuture(null);
            }));
        }
        body.go();
        await().untilAsserted(() -> assertThat(acked).hasValue(CALLS + 5));
        assertThat(body.runs()).isEqualTo(6);
    }

    /** A body that ends on another thread of the pool than it began on. */
    @ApplicationScoped
    static class Body {

        @Inject
        ExecutorService workers;

        private final AtomicInteger runs = new AtomicInteger();
        private final List<String> threads = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch gate = new CountDownLatch(1);
        private volatile CompletableFuture<Void> going = new CompletableFuture<>();
        private volatile boolean failing;

        void prepare() {
            runs.set(0);
            threads.clear();
            failing = false;
            gate = new CountDownLatch(1);
            going = new CompletableFuture<>();
        }

        void failFirst() {
            failing = true;
        }

        void go() {
            gate.countDown();
            going.complete(null);
        }

        int runs() {
            return runs.get();
        }

        List<String> threads() {
            return threads;
        }

        Uni<String> uni() {
            threads.add(Thread.currentThread().getName());
            int run = runs.incrementAndGet();
            return Uni.createFrom().completionStage(going).emitOn(Infrastructure.getDefaultWorkerPool())
                    .map(ignored -> {
                        if (failing && run == 1) {
                            throw new IllegalStateException("first");
                        }
                        return "result " + run;
                    });
        }

        String plain() throws Exception {
            int run = runs.incrementAndGet();
            gate.await();
            return workers.submit(() -> "result " + run).get();
        }
    }

    @ApplicationScoped
    static class Parcels {

        @Inject
        Body body;

        @Idempotent(key = "{id}")
        Uni<String> uni(String id) {
            return body.uni();
        }

        @Idempotent(key = "{id}")
        CompletionStage<String> stage(String id) {
            return body.uni().subscribeAsCompletionStage();
        }

        @Idempotent(key = "{id}")
        String plain(String id) throws Exception {
            return body.plain();
        }

        @Incoming("parcels")
        @Blocking(ordered = false)
        @Idempotent(key = "{id}")
        void onParcel(String id) throws Exception {
            body.plain();
        }

        @Incoming("cards")
        @Blocking(ordered = false)
        @Idempotent(key = "{id}")
        Uni<Void> onCard(String id) {
            return body.uni().replaceWithVoid();
        }

        @Incoming("letters")
        @Outgoing("stamped")
        @Blocking(ordered = false)
        @Idempotent(key = "{id}")
        String onLetter(String id) throws Exception {
            return body.plain();
        }
    }
}
