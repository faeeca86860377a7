package org.acme.work;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;

/** The guarded bodies, and what is known of them from outside. */
@ApplicationScoped
public class Work {

    static final String SCOPE = "work";

    private static final long PROCESS = ProcessHandle.current().pid();

    private final AtomicInteger bodies = new AtomicInteger();
    private final Map<String, UniEmitter<? super Outcome>> held = new ConcurrentHashMap<>();

    /** A body that takes a moment. */
    @Idempotent(key = "{key}", scope = SCOPE)
    Uni<Outcome> once(String key) {
        bodies.incrementAndGet();
        return Uni.createFrom().item(outcome(key)).onItem().delayIt().by(Duration.ofMillis(5));
    }

    /** A body that runs until it is released. */
    @Idempotent(key = "{key}", scope = SCOPE)
    Uni<Outcome> held(String key) {
        return Uni.createFrom().emitter(emitter -> held.put(key, emitter));
    }

    /** A body that takes half a second and ends on a worker thread. */
    @Idempotent(key = "{key}", scope = SCOPE)
    Uni<Outcome> onWorker(String key) {
        bodies.incrementAndGet();
        return Uni.createFrom().item(outcome(key)).onItem().delayIt().by(Duration.ofMillis(500))
                .emitOn(Infrastructure.getDefaultWorkerPool());
    }

    void release(String key) {
        held.remove(key).complete(outcome(key));
    }

    boolean inBody(String key) {
        return held.containsKey(key);
    }

    int bodies() {
        return bodies.get();
    }

    private static Outcome outcome(String key) {
        return new Outcome(key, UUID.randomUUID().toString(), PROCESS);
    }
}
