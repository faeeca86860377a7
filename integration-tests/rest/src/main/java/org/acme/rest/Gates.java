package org.acme.rest;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

/** Gates that handlers wait at, one for each key. */
@Singleton
public class Gates {

    private record Gate(CompletableFuture<Void> reached, CompletableFuture<Void> opened) {

        Gate() {
            this(new CompletableFuture<>(), new CompletableFuture<>());
        }
    }

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    private Gate gate(String key) {
        return gates.computeIfAbsent(key, name -> new Gate());
    }

    /** {@return the end of the wait of a handler} */
    Uni<Void> pass(String key) {
        gate(key).reached().complete(null);
        return Uni.createFrom().completionStage(gate(key).opened());
    }

    Uni<Void> reached(String key) {
        return Uni.createFrom().completionStage(gate(key).reached());
    }

    void open(String key) {
        gate(key).opened().complete(null);
    }
}
