package io.quarkiverse.eventidempotency.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.results.ResultCodec;
import io.quarkiverse.eventidempotency.results.ResultFormat;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.runtime.engine.EngineOptions;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.json.Fingerprints;
import io.quarkiverse.eventidempotency.runtime.json.ResultMapper;
import io.quarkiverse.eventidempotency.runtime.json.ResultMappings;
import io.quarkiverse.eventidempotency.runtime.json.ResultTypes;
import io.quarkiverse.eventidempotency.runtime.observability.ApplicationTraces;
import io.quarkiverse.eventidempotency.runtime.observability.DeliveryObservers;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;
import io.quarkiverse.eventidempotency.runtime.observability.LoggingListener;
import io.quarkiverse.eventidempotency.runtime.observability.RepeatedMessages;
import io.quarkiverse.eventidempotency.runtime.vertx.ProcessClock;
import io.quarkus.arc.All;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;

/** The engine of the application, with its store, opened when it is first needed, and how it stores results. */
@Singleton
public class ApplicationEngine {

    /** After everybody else's observers, of which some may still deliver events. */
    private static final int LAST = Integer.MAX_VALUE;

    private final EventIdempotencyConfig config;
    private final StoreChoice store;
    private final EngineClock clock;
    private final DeliveryObservers observers;
    private final ObjectMapper events;
    private final ResultMappings results;
    /** In dev mode somebody may watch. */
    private final Instance<EngineListener> watch;
    private final Instance<ApplicationTraces> traces;
    private final RepeatedMessages messages;
    private @Nullable IdempotencyEngine engine;

    ApplicationEngine(EventIdempotencyConfig config, StoreChoice store, Vertx vertx, DeliveryObservers observers,
            ObjectMapper mapper, Instance<ResultCodec> codec, @All List<ResultTypes> resultTypes,
            @Any Instance<ResultFormat<?>> formats,
            Instance<EngineListener> watch, Instance<ApplicationTraces> traces) {
        this.config = config;
        this.store = store;
        this.clock = new ProcessClock(vertx.nettyEventLoopGroup());
        this.messages = new RepeatedMessages(clock);
        this.observers = observers;
        this.events = mapper.copy().deactivateDefaultTyping();
        ObjectMapper ofResults = ResultMapper.of(mapper);
        this.results = new ResultMappings(ofResults, formats.stream().<ResultFormat<?>> map(f -> f).toList(),
                codec.isUnsatisfied() ? null : codec.get());
        this.watch = watch;
        this.traces = traces;
        for (ResultTypes types : resultTypes) {
            types.teach(events);
            types.teach(ofResults);
        }
    }

    /** {@return the engine; {@code null} when event idempotency is switched off} */
    @Nullable
    public synchronized IdempotencyEngine get() {
        if (engine == null && config.enabled()) {
            ApplicationTraces traced = config.tracing().enabled() && traces.isResolvable() ? traces.get() : null;
            List<EngineListener> others = new ArrayList<>();
            watch.forEach(others::add);
            if (traced != null) {
                others.add(traced.reporting());
            }
            LoggingListener listener = new LoggingListener(PolicyResolver.logsKeys(config), messages,
                    observers.observer(messages),
                    others);
            engine = new IdempotencyEngine(store.open(), clock, listener, new EngineOptions(
                    config.node().orElseGet(Node::name), PolicyResolver.logsKeys(config), config.maxResultSize().asLongValue(),
                    LaunchMode.current() != LaunchMode.NORMAL, PolicyResolver.waitingThreads(config),
                    traced == null ? () -> null : traced));
        }
        return engine;
    }

    /**
     * Closes the store once what runs is stored: before the Redis client is closed, which happens before beans are destroyed
     * and would look like an outage, and while what bodies use is still there. Dev and test mode close it at once.
     */
    void stop(@Observes @Priority(LAST) ShutdownEvent event) {
        IdempotencyEngine running = running();
        if (running != null && LaunchMode.current() == LaunchMode.NORMAL) {
            Duration atMost = config.shutdownTimeout();
            try {
                int left = running.drain(atMost);
                if (left > 0) {
                    IdempotencyLog.LOG.stoppedInFlight(left, atMost);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        store.close();
        if (running != null) {
            running.close();
        }
        messages.flush();
    }

    /** {@return the engine; {@code null} while it has not been needed} */
    synchronized @Nullable IdempotencyEngine running() {
        return engine;
    }

    /** {@return what takes fingerprints, of JSON as the application's mapper writes it: records hold those} */
    public Fingerprints fingerprints() {
        return new Fingerprints(events);
    }

    public ResultMappings results() {
        return results;
    }
}
