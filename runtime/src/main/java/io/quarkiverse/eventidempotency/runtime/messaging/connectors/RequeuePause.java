package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.netty.channel.EventLoopGroup;
import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.vertx.core.Vertx;

/**
 * The pause before a message goes back to its broker, which delivers it again at once: without it, an event that is
 * rejected while another delivery processes it would go round as fast as the network allows. The channel takes no other
 * message meanwhile. A message that the process ends on is not settled, and delivered again as well.
 */
public final class RequeuePause {

    private static final long MILLIS = 1_000;

    private final EventLoopGroup eventLoops;

    public RequeuePause(Vertx vertx) {
        this.eventLoops = vertx.nettyEventLoopGroup();
    }

    /**
     * {@return the message, which goes back to its broker when its delivery fails for a reason that is not its own and that a
     * later delivery fixes. For any other reason it is rejected by the connector's failure strategy.}
     *
     * @param requeue gives the message back to its broker, with the reason and the metadata of the rejection
     */
    public <T> Message<T> requeueable(Message<T> message,
            BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> requeue) {
        return new MessageWrapper<>(message, message::ack, (reason, metadata) -> {
            if (passes(reason)) {
                CompletableFuture<@Nullable Void> paused = new CompletableFuture<>();
                eventLoops.next().schedule(() -> paused.complete(null), MILLIS, TimeUnit.MILLISECONDS);
                return paused.thenCompose(nothing -> requeue.apply(reason, metadata));
            }
            return message.nack(reason, metadata);
        });
    }

    /** {@return whether a later delivery fixes what this one failed for, for all of its events} */
    private static boolean passes(Throwable reason) {
        return reason instanceof BatchItemFailures items ? items.failures().values().stream().allMatch(RequeuePause::passes)
                : reason instanceof StoreUnavailableException || reason instanceof CompletionNotStoredException
                        || reason instanceof EventInFlightException;
    }
}
