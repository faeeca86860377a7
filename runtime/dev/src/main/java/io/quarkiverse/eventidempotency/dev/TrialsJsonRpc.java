package io.quarkiverse.eventidempotency.dev;

import java.time.Duration;
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

import io.quarkiverse.eventidempotency.dev.TriedHandlers.Candidate;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.arc.ManagedContext;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Uni;
import io.vertx.core.impl.ContextInternal;

/**
 * Delivers payloads that somebody writes in the Dev UI to guarded handlers, through their beans, so that the guard counts.
 * <p>
 * A handler that returns a {@code Uni} or {@code CompletionStage} is called on an event loop, as Quarkus would, unless it says
 * that it blocks. All others get a thread of their own: those that wait for each other must not use up the application's.
 */
@Singleton
public class TrialsJsonRpc {

    private static final int MOST = 100;
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(1);
    private static final int KEPT = 20;

    private final TriedHandlers handlers;
    private final ObjectMapper mapper;
    private final TriedContexts contexts;
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

    TrialsJsonRpc(TriedHandlers handlers, ObjectMapper mapper, TriedContexts contexts, Instance<TriedMessages> messages,
            RecentDeliveries recent) {
        this.handlers = handlers;
        this.mapper = mapper;
        this.contexts = contexts;
        this.messages = messages.isResolvable() ? messages.get() : null;
        this.recent = recent;
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists the guarded event handlers as they can be tried: each with a sample of its payload as JSON, or "
            + "why it cannot be tried")
    public List<Candidate> handlersToTry() {
        return handlers.candidates();
    }

    @JsonRpcDescription("Delivers a payload to a guarded event handler, once or several times at once, and returns how each "
            + "delivery ended, and each event of a batch. Deliveries that still run after a second are returned by trial, by "
            + "its number. handler: the id of the handler, as handlersToTry returns it; payload: the payload as JSON, an object "
            + "with the arguments by name where the handler has several (optional where it has none); metadata: for a message "
            + "consumer, a JSON object with headers by name, kafka.key, messageId, cloudEvent.id and so on (optional); times: "
            + "how many deliveries at once, 1 to 100 (optional: 1)")
    public Uni<Trial.State> tryHandler(String handler, String payload, String metadata, Integer times) {
        Trial trial = begin(RecordsJsonRpc.needed("handler", handler), payload == null ? "" : payload, metadata,
                times == null ? 1 : times);
        return Uni.createFrom().completionStage(trial.ended.copy()).ifNoItem().after(FIRST_ANSWER)
                .recoverWithUni(Uni.createFrom().nullItem()).map(ended -> trial.now());
    }

    private Trial begin(String id, String payload, @Nullable String metadata, int times) {
        if (times < 1 || times > MOST) {
            throw new Refusal("times is " + times + ": it must be 1 to " + MOST);
        }
        TriedHandler handler = handlers.named(id);
        Map<String, String> told = handlers.told(handler.spec(), metadata);
        List<@Nullable Object[]> payloads = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            payloads.add(handler.arguments().read(payload));
        }
        Trial trial = keep(handler.spec(), times);
        CountDownLatch ready = new CountDownLatch(times);
        for (int i = 0; i < times; i++) {
            TriedDelivery delivery = trial.deliveries.get(i);
            @Nullable
            Object[] values = payloads.get(i);
            ContextInternal context = contexts.duplicated();
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

    private synchronized Trial keep(GuardedMethodSpec handler, int times) {
        long number = ++last;
        Trial trial = new Trial(number, handler.method(), handler.takesBatches(), times, this::text);
        trials.put(number, trial);
        recent.tell(trial, trials.remove(number - KEPT));
        return trial;
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Shows how each delivery of a trial ended. trial: the number of the trial, as tryHandler returns it")
    public synchronized Trial.State trial(Long trial) {
        if (trial == null) {
            throw new Refusal("trial is missing");
        }
        Trial known = trials.get(trial);
        if (known == null) {
            throw new Refusal("There is no trial " + trial + ": the application was reloaded, or " + KEPT
                    + " others came after it");
        }
        return known.now();
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

    private @Nullable ShownResult text(@Nullable Object result) {
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
        return ShownResult.of(text);
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }
}
