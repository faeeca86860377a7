package io.quarkiverse.eventidempotency.runtime.devui;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.runtime.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.GuardedMethodSpecs;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableBean;
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
    private static final Pattern ATTRIBUTE = Pattern
            .compile("\\{(?:header:([^}?]+)|(kafka\\.key|messageId|cloudEvent\\.[a-z]+))\\??}");

    private final GuardedMethodSpecs specs;
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

    HandlerTrials(GuardedMethodSpecs specs, ObjectMapper mapper, Vertx vertx, Instance<TriedMessages> messages,
            RecentDeliveries recent) {
        this.specs = specs;
        this.mapper = mapper;
        this.vertx = (VertxInternal) vertx;
        this.messages = messages.isResolvable() ? messages.get() : null;
        this.recent = recent;
    }

    /**
     * A handler that can be tried, or why it cannot.
     *
     * @param id what it is tried by
     * @param scope the scope as configuration names it
     * @param payloadType the type of its payload; of its arguments, where it is no consumer
     * @param sample a payload to begin with, as JSON
     * @param metadata metadata to begin with, as JSON; {@code null} when it is no consumer
     * @param blocking whether it is called on a thread of its own; else on an event loop
     * @param note what is wrong with the sample; {@code null} for nothing
     * @param why why it cannot be tried; {@code null} when it can
     */
    public record Candidate(String id, List<String> channels, String scope, String keySource, @Nullable String payloadType,
            @Nullable String sample, @Nullable String metadata, boolean blocking, @Nullable String note,
            @Nullable String why) {
    }

    /** {@return the guarded methods, sorted} */
    List<Candidate> candidates() {
        return specs.specs().stream().map(this::candidate).sorted(Comparator.comparing(Candidate::id)).toList();
    }

    private Candidate candidate(GuardedMethodSpec spec) {
        String scope = spec.scope() == null ? "none" : spec.scope();
        try {
            TriedHandler handler = handler(spec);
            String sample = handler.sample();
            return new Candidate(spec.method(), spec.channels(), scope, spec.keySource(), handler.payloadType(), sample,
                    spec.channels().isEmpty() ? null : metadata(spec), handler.blocks(), problem(handler, sample), null);
        } catch (RuntimeException | LinkageError e) {
            return new Candidate(spec.method(), spec.channels(), scope, spec.keySource(), null, null, null, false, null,
                    e instanceof IllegalArgumentException ? e.getMessage() : e.toString());
        }
    }

    private static @Nullable String problem(TriedHandler handler, String sample) {
        try {
            handler.read(sample);
            return null;
        } catch (RuntimeException | LinkageError e) {
            return e.getMessage();
        }
    }

    /** What the key is taken from. */
    private static String metadata(GuardedMethodSpec spec) {
        Map<String, String> names = new TreeMap<>();
        Matcher attributes = ATTRIBUTE.matcher(spec.keySource());
        while (attributes.find()) {
            String name = attributes.group(1) == null ? attributes.group(2) : attributes.group(1);
            names.put(name, name + "-1");
        }
        if (spec.namedByMessage()) {
            names.put("idempotency-key", "event-1");
        }
        return names.isEmpty() ? "" : SamplePayload.written(new ObjectMapper().valueToTree(names));
    }

    private TriedHandler handler(GuardedMethodSpec spec) {
        return TriedHandler.of(spec, bean(spec).getBeanClass(), mapper);
    }

    private static InjectableBean<?> bean(GuardedMethodSpec spec) {
        for (Bean<?> bean : Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE)) {
            if (bean instanceof InjectableBean<?> found && found.getKind() == InjectableBean.Kind.CLASS
                    && found.getBeanClass().getName().equals(spec.beanClass())) {
                return found;
            }
        }
        throw new IllegalArgumentException("Its bean is not there, since nobody uses it: inject it somewhere, or give it "
                + "@Unremovable");
    }

    /**
     * Begins to deliver.
     *
     * @param id the handler
     * @param payload its payload, as JSON
     * @param metadata the metadata of its message, as a JSON object of texts; empty for none
     * @param times how often, all at once
     * @throws IllegalArgumentException if something is wrong with one of them
     */
    Trial begin(String id, String payload, String metadata, int times) {
        if (times < 1 || times > MOST) {
            throw new IllegalArgumentException("times is " + times + ": it must be 1 to " + MOST);
        }
        GuardedMethodSpec spec = specs.specs().stream().filter(one -> one.method().equals(id)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + id + "' is no guarded handler"));
        InjectableBean<?> bean = bean(spec);
        TriedHandler handler = TriedHandler.of(spec, bean.getBeanClass(), mapper);
        Map<String, String> told = told(spec, metadata);
        List<@Nullable Object[]> payloads = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            payloads.add(handler.read(payload));
        }
        Trial trial = keep(spec.method(), times);
        recent.tell(trial);
        CountDownLatch ready = new CountDownLatch(times);
        for (int i = 0; i < times; i++) {
            TriedDelivery delivery = trial.deliveries().get(i);
            @Nullable
            Object[] values = payloads.get(i);
            ContextInternal context = context();
            if (handler.blocks()) {
                executor.execute(() -> context.dispatch(() -> {
                    if (await(ready)) {
                        deliver(handler, bean, values, told, context, delivery);
                    }
                }));
            } else {
                context.runOnContext(x -> deliver(handler, bean, values, told, context, delivery));
            }
        }
        return trial;
    }

    /** All begin at the same time. */
    private static boolean await(CountDownLatch ready) {
        ready.countDown();
        try {
            ready.await();
            return true;
        } catch (InterruptedException e) { // the application is reloaded
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Map<String, String> told(GuardedMethodSpec spec, String metadata) {
        if (metadata.isBlank() || spec.channels().isEmpty()) {
            return Map.of();
        }
        try {
            return mapper.readValue(metadata, new TypeReference<TreeMap<String, String>>() {
            });
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The metadata is no JSON object of texts: " + e.getOriginalMessage());
        }
    }

    private synchronized Trial keep(String method, int times) {
        long number = ++last;
        Trial trial = new Trial(number, method, times, this::text);
        trials.put(number, trial);
        trials.remove(number - KEPT);
        return trial;
    }

    /**
     * A trial that has begun.
     *
     * @throws IllegalArgumentException if it is not known any more
     */
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

    private void deliver(TriedHandler handler, InjectableBean<?> bean, @Nullable Object[] values, Map<String, String> told,
            ContextInternal context, TriedDelivery delivery) {
        ManagedContext requests = Arc.container().requestContext();
        requests.activate();
        ContextState request = requests.getState();
        delivery.begins(context, () -> requests.destroy(request));
        try {
            InstanceHandle<?> instance = Arc.container().instance(bean);
            if (bean.getScope() == Dependent.class) {
                delivery.uses(instance::destroy);
            }
            TriedMessages source = messages;
            Object message = source == null || handler.spec().channels().isEmpty() ? null
                    : source.arrive(TriedHandler.payload(values), told, context, handler.spec().channels(), delivery::settled);
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
