package io.quarkiverse.eventidempotency.deployment.messages;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

/** Consumers in whose surroundings something goes wrong, each in a scope of its own. */
@ApplicationScoped
public class WindowFaults {

    /** The consumers, by channel, and by scope but for the last two. */
    static final List<String> ALL = List.of("fault.retried", "fault.denied", "fault.unacknowledged", "fault.unrejected",
            "fault.boxed", "fault.calling", "fault.there", "fault.back");

    /** The scope of the consumers of {@code fault.there} and {@code fault.back}. */
    static final String CROSSED = "fault.crossed";

    /** Orders whose ids begin so have bodies that never end. */
    static final String ENDLESS = "endless";

    /** Orders whose ids begin so are not let through to the guard. */
    static final String DENIED = "denied";

    /** The bodies' ids, as they began. */
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final Map<String, Order> calls = new ConcurrentHashMap<>();
    private final Elsewhere elsewhere;
    private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

    WindowFaults(Elsewhere elsewhere) {
        this.elsewhere = elsewhere;
    }

    List<String> begun() {
        return begun;
    }

    void letThemGoOn() {
        CompletableFuture<Void> opened = gate;
        gate = new CompletableFuture<>();
        opened.complete(null);
    }

    /** The body of one order is to process another one. */
    void calls(Order caller, Order called) {
        calls.put(caller.id(), called);
    }

    private Uni<Void> take(Order order) {
        begun.add(order.id());
        if (order.id().startsWith(ENDLESS)) {
            return Uni.createFrom().nothing();
        }
        return switch (order.behaviour()) {
            case WAITS -> Uni.createFrom().completionStage(gate);
            case FAILS -> Uni.createFrom().failure(new IllegalArgumentException(order.id()));
            default -> Uni.createFrom().voidItem();
        };
    }

    @Incoming("fault.retried")
    @Retried
    @Idempotent(scope = "fault.retried")
    Uni<Void> retried(Order order) {
        return take(order);
    }

    @Incoming("fault.denied")
    @Checked
    @Idempotent(scope = "fault.denied")
    Uni<Void> denied(Message<Order> message) {
        return take(message.getPayload()).call(() -> Uni.createFrom().completionStage(message.ack()));
    }

    @Incoming("fault.unacknowledged")
    @Idempotent(scope = "fault.unacknowledged")
    Uni<Void> unacknowledged(Order order) {
        return take(order);
    }

    @Incoming("fault.unrejected")
    @Idempotent(scope = "fault.unrejected")
    Uni<Void> unrejected(Order order) {
        return take(order);
    }

    /** A negative id waits. */
    @Incoming("fault.boxed")
    @Blocking
    @Idempotent(scope = "fault.boxed", key = "{id}")
    void boxed(long id) {
        take(new Order(Long.toString(id), id < 0 ? Order.Behaviour.WAITS : Order.Behaviour.SUCCEEDS)).await().indefinitely();
    }

    @Incoming("fault.calling")
    @Idempotent(scope = "fault.calling")
    Uni<Void> calling(Order order) {
        Order called = calls.get(order.id());
        return take(order).chain(() -> called == null ? Uni.createFrom().voidItem() : elsewhere.calling(called));
    }

    @Incoming("fault.there")
    @Idempotent(scope = CROSSED)
    Uni<Void> there(Order order) {
        return take(order);
    }

    @Incoming("fault.back")
    @Idempotent(scope = CROSSED)
    Uni<Void> back(Order order) {
        return take(order);
    }

    /** Processes orders of the same scopes, called by code instead of by a channel. */
    @ApplicationScoped
    public static class Elsewhere {

        /** The ids of the orders, as their bodies ended. */
        private final List<String> done = new CopyOnWriteArrayList<>();

        List<String> done() {
            return done;
        }

        @Idempotent(scope = "fault.denied", key = "{order.id}")
        Uni<Void> denied(Order order) {
            return Uni.createFrom().voidItem().invoke(() -> done.add(order.id()));
        }

        @Idempotent(scope = "fault.calling", key = "{order.id}")
        Uni<Void> calling(Order order) {
            return Uni.createFrom().voidItem().invoke(() -> done.add(order.id()));
        }
    }

    /** Subscribes to a result that does not come a second time. */
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Retried {

        /** Stands outside of the guard. */
        @Retried
        @Interceptor
        @Priority(100)
        class Retry {

            @AroundInvoke
            Object retry(InvocationContext invocation) throws Exception {
                return ((Uni<?>) invocation.proceed()).ifNoItem().after(Duration.ofMillis(500)).fail()
                        .onFailure().retry().atMost(1);
            }
        }
    }

    /** Fails for some orders. */
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Checked {

        /** Stands outside of the guard. */
        @Checked
        @Interceptor
        @Priority(100)
        class Check {

            @AroundInvoke
            Object check(InvocationContext invocation) throws Exception {
                Order order = (Order) ((Message<?>) invocation.getParameters()[0]).getPayload();
                if (order.id().startsWith(DENIED)) {
                    throw new SecurityException(order.id());
                }
                return invocation.proceed();
            }
        }
    }
}
