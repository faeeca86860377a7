package org.acme.orders;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

/** Holds one body back until it is opened. */
@Singleton
public class Gate {

    private volatile CompletableFuture<Void> entered;
    private volatile CompletableFuture<Void> opened;

    /** {@return what a delivery ends with, once its body has reached the gate} */
    <T> CompletionStage<T> entered(Supplier<Uni<T>> delivery) {
        entered = new CompletableFuture<>();
        opened = new CompletableFuture<>();
        CompletionStage<T> ended = delivery.get().subscribeAsCompletionStage();
        CompletableFuture.anyOf(entered, ended.toCompletableFuture()).join();
        return ended;
    }

    /** {@return nothing, once the gate is open} */
    Uni<Void> pass() {
        entered.complete(null);
        return Uni.createFrom().completionStage(opened);
    }

    void open() {
        opened.complete(null);
    }
}
