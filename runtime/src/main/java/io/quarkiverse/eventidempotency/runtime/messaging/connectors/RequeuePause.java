package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Vertx;

/**
 * What stands before a message goes back to its broker, which delivers it again at once: without it, an event that is
 * rejected while another delivery processes it would go round as fast as the network allows. The channel takes no other
 * message meanwhile. A message that the process ends on is not settled, and delivered again as well.
 */
@Singleton
public final class RequeuePause {

    private static final long MILLIS = 1_000;

    private final EventLoopGroup eventLoops;

    public RequeuePause(Vertx vertx) {
        this.eventLoops = vertx.nettyEventLoopGroup();
    }

    CompletionStage<@Nullable Void> then(Supplier<CompletionStage<@Nullable Void>> requeue) {
        CompletableFuture<@Nullable Void> paused = new CompletableFuture<>();
        eventLoops.next().schedule(() -> paused.complete(null), MILLIS, TimeUnit.MILLISECONDS);
        return paused.thenCompose(nothing -> requeue.get());
    }
}
