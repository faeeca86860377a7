package io.quarkiverse.eventidempotency.deployment.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;

import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.annotations.Broadcast;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** Consumers share the places of messages that may wait, and none of them keeps another one from its messages for ever. */
class SharedPlacesTest {

    private static final int THREADS = 40;
    private static final int PLACES = THREADS / 4;
    private static final int MESSAGES = 60;

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Consumers.class, Outside.class, OutsideInterceptor.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.thread-pool.max-threads", String.valueOf(THREADS))
            .overrideConfigKey("mp.messaging.incoming.refused.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.direct.connector", InMemoryConnector.CONNECTOR)
            .overrideConfigKey("mp.messaging.incoming.other.connector", InMemoryConnector.CONNECTOR);

    @Inject
    Consumers consumers;
    @Inject
    ExecutorService workers;
    @Inject
    @Any
    InMemoryConnector connector;
    @Inject
    @Channel("first")
    Emitter<String> first;
    @Inject
    @Channel("both")
    @Broadcast
    Emitter<String> both;

    /** The thread of an owner has called the body; the others wait for it. */
    private static long waitingThreads() {
        return Thread.getAllStackTraces().values().stream()
                .map(stack -> Stream.of(stack).filter(frame -> frame.getClassName().endsWith(".BlockingDelivery"))
                        .map(StackTraceElement::getMethodName).toList())
                .filter(methods -> !methods.isEmpty() && !methods.contains("callBody")).count();
    }

    @Test
    void messagesThatNeverReachTheGuardKeepNoPlace() {
        for (int i = 0; i < MESSAGES; i++) {
            connector.source("refused").send("refused" + i);
        }
        await().until(() -> consumers.runs("outside") == MESSAGES);
        connector.source("other").send("after refused");
        await().until(() -> consumers.runs("after refused") == 1);
    }

    @Test
    void consumersOfABroadcastEmitterGiveTheirPlacesBack() {
        for (int i = 0; i < MESSAGES; i++) {
            both.send("both" + i);
        }
        await().until(() -> consumers.runs("first of both") == MESSAGES && consumers.runs("second of both") == MESSAGES);
    }

    @Test
    void bodyCanSendToAnotherChannelAndWait() {
        for (int i = 0; i < MESSAGES; i++) {
            first.send("first");
        }
        await().until(() -> waitingThreads() == PLACES + 1);
        consumers.go("first");
        await().until(() -> consumers.runs("second") == 1);
    }

    @Test
    void directCallsOfConsumersAreBoundedAsOthersAre() {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < MESSAGES; i++) {
            workers.execute(() -> {
                try {
                    consumers.onDirect("direct");
                    done.incrementAndGet();
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
        }
        await().untilAsserted(() -> assertThat(failures).hasSize(MESSAGES - 1 - PLACES)
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(EventInFlightException.class)
                        .hasMessageContaining("max-waiting-threads")));
        consumers.go("direct");
        await().until(() -> done.get() == 1 + PLACES);
    }

    @ApplicationScoped
    static class Consumers {

        @Inject
        ExecutorService workers;
        @Inject
        @Channel("second")
        Emitter<String> second;

        private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

        int runs(String id) {
            return runs.getOrDefault(id, new AtomicInteger()).get();
        }

        void ran(String id) {
            runs.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
        }

        private CountDownLatch gate(String id) {
            return gates.computeIfAbsent(id, key -> new CountDownLatch(1));
        }

        void go(String id) {
            gate(id).countDown();
        }

        @Incoming("other")
        @Blocking
        @Idempotent(key = "{id}")
        void onOther(String id) {
            ran(id);
        }

        @Incoming("refused")
        @Blocking
        @Acknowledgment(Acknowledgment.Strategy.NONE)
        @Outside
        @Idempotent(key = "{id}")
        void onRefused(String id) {
            ran(id);
        }

        @Incoming("both")
        @Blocking(ordered = false)
        @Idempotent(key = "{id}", scope = "first-of-both")
        void onFirstOfBoth(String id) {
            ran("first of both");
        }

        @Incoming("both")
        @Blocking(ordered = false)
        @Idempotent(key = "{id}", scope = "second-of-both")
        void onSecondOfBoth(String id) {
            ran("second of both");
        }

        @Incoming("first")
        @Blocking(ordered = false)
        @Idempotent(key = "{id}")
        void onFirst(String id) throws Exception {
            gate("first").await();
            second.send("second").toCompletableFuture().get();
        }

        @Incoming("second")
        @Blocking
        @Idempotent(key = "{id}")
        void onSecond(String id) {
            ran(id);
        }

        @Incoming("direct")
        @Blocking
        @Idempotent(key = "{id}")
        void onDirect(String id) throws Exception {
            gate("direct").await();
        }
    }

    @InterceptorBinding
    @Target({ ElementType.TYPE, ElementType.METHOD })
    @Retention(RetentionPolicy.RUNTIME)
    @interface Outside {
    }

    @Outside
    @Interceptor
    @Priority(10)
    static class OutsideInterceptor {

        @Inject
        Consumers consumers;

        @AroundInvoke
        Object skip(InvocationContext invocation) {
            consumers.ran("outside");
            return null;
        }
    }
}
