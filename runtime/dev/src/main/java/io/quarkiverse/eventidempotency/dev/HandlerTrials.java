package io.quarkiverse.eventidempotency.dev;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.arc.ManagedContext;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/**
 * Delivers payloads that somebody writes to guarded handlers, through their beans, so that the guard counts.
 * <p>
 * A handler that returns a {@code Uni} or {@code CompletionStage} is called on an event loop, as Quarkus would, unless it says
 * that it blocks. All others get a thread of their own: those that wait for each other must not use up the application's.
 */
@Singleton
public class HandlerTrials {

    static final int MOST = 100;
    private static final int KEPT = 20;
    private static final int LONGEST_RESULT = 16 * 1024;

    private final TriedHandlers handlers;
    private final ObjectMapper mapper;
    private final VertxInternal vertx;
    private final @Nullable TriedMessages messages;
    private final RecentDeliveries recent;
    private final AtomicInteger threads = new AtomicInteger();
    private final Map<Long, Trial> trials = new LinkedHashMap<>();
    private long last;
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "try-it-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    HandlerTrials(TriedHandlers handlers, ObjectMapper mapper, Vertx vertx, Instance<TriedMessages> messages,
            RecentDeliveries recent) {
        this.handlers = handlers;
        this.mapper = mapper;
        this.vertx = (VertxInternal) vertx;
        this.messages = messages.isResolvable() ? messages.get() : null;
        this.recent = recent;
    }

    /**
     * @param id the handler
     * @param metadata the metadata of its message, as a JSON object of texts; empty for none
     * @throws IllegalArgumentException if something is wrong with one of them
     */
    Trial begin(String id, String payload, String metadata, int times) {
        if (times < 1 || times > MOST) {
            throw new IllegalArgumentException("times is " + times + ": it must be 1 to " + MOST);
        }
        TriedHandler handler = handlers.named(id);
        Map<String, String> told = metadata.isBlank() || handler.spec().channels().isEmpty() ? Map.of()
                : TriedHandlers.texts(metadata, mapper);
        List<@Nullable Object[]> payloads = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            payloads.add(handler.arguments().read(payload));
        }
        Trial trial = keep(id, times);
        CountDownLatch ready = new CountDownLatch(times);
        for (int i = 0; i < times; i++) {
            TriedDelivery delivery = trial.deliveries().get(i);
            @Nullable
            Object[] values = payloads.get(i);
            ContextInternal context = context();
            if (handler.blocks()) {
                executor.submit(() -> {
                    ready.countDown();
                    ready.await(); // all begin at the same time; interrupted when the application is reloaded
                    context.dispatch(() -> deliver(handler, values, told, context, delivery));
                    return true;
                });
            } else {
                context.runOnContext(x -> deliver(handler, values, told, context, delivery));
            }
        }
        return trial;
    }

    private synchronized Trial keep(String method, int times) {
        long number = ++last;
        Trial trial = new Trial(number, method, times, this::text);
        trials.put(number, trial);
        recent.tell(trial, trials.remove(number - KEPT));
        return trial;
    }

    /** @throws IllegalArgumentException if it is not known any more */
    synchronized Trial find(long number) {
        Trial trial = trials.get(number);
        if (trial == null) {
            throw new IllegalArgumentException("There is no trial " + number + ": the application was reloaded, or " + KEPT
                    + " others came after it");
        }
        return trial;
    }

    private ContextInternal context() {
        ContextInternal context = (ContextInternal) VertxContext.createNewDuplicatedContext(vertx.createEventLoopContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        return context;
    }

    private void deliver(TriedHandler handler, @Nullable Object[] values, Map<String, String> told, ContextInternal context,
            TriedDelivery delivery) {
        ManagedContext requests = Arc.container().requestContext();
        requests.activate();
        ContextState request = requests.getState();
        delivery.begins(context, () -> requests.destroy(request));
        try {
            InstanceHandle<?> instance = Arc.container().instance(handler.bean());
            if (handler.bean().getScope() == Dependent.class) {
                delivery.uses(instance::destroy);
            }
            TriedMessages source = messages;
            Object message = source == null || handler.spec().channels().isEmpty() ? null
                    : source.arrive(values.length == 0 ? null : values[0], told, context, handler.spec().channels(),
                            delivery::settled);
            delivery.answered(handler.call(instance.get(), values, message, source));
        } catch (Throwable e) { // the handler's own, or its bean's
            delivery.fails(e);
        }
    }

    private @Nullable String text(@Nullable Object result) {
        Object value = messages == null ? result : messages.payloadOf(result);
        if (value == null) {
            return null;
        }
        String text;
        try {
            text = mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            text = value.toString();
        }
        return text.length() <= LONGEST_RESULT ? text : text.substring(0, LONGEST_RESULT) + "…";
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }
}
