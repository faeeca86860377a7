package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.smallrye.mutiny.Uni;

/**
 * Settles the message of one delivery exactly once, and not before the outcome of its bodies is stored. Each call of a body
 * gets a {@link Copy} of the message.
 *
 * <pre>
 *   a copy is rejected --outcome stored--------------------------> the message is rejected
 *   each copy is acknowledged (or there is none), outcome stored-> the message is acknowledged
 *   the delivery fails ------------------------------------------> the message is rejected
 * </pre>
 *
 * A call on a copy is answered as done at once while the body runs: to answer it later would make a body that waits for its
 * acknowledgement wait for itself. A body that ends without settling its copy leaves the message to the code that settles the
 * output
 * chained to it.
 */
final class MessageSettlement {

    private static final CompletionStage<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    private record Rejection(Throwable reason, Metadata metadata) {
    }

    private final Message<?> message;
    private final Settling settling;
    /** How many have yet to agree to an acknowledgement: the delivery itself, and its copies. */
    private final AtomicInteger open = new AtomicInteger(1);
    /** The first of a copy. */
    private final AtomicReference<@Nullable Rejection> rejection = new AtomicReference<>();
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile Metadata acknowledged;
    private volatile boolean bodyBegan;
    private volatile boolean stored;

    MessageSettlement(Message<?> message, Settling settling) {
        this.message = message;
        this.settling = settling;
        this.acknowledged = message.getMetadata();
    }

    /** {@return the settlement of the message that a body is now called with} */
    Copy bodyBegins() {
        return bodyBegins(null);
    }

    /** @param chosen the indices of the elements that the body is called with; {@code null} where the message is one event */
    Copy bodyBegins(int @Nullable [] chosen) {
        bodyBegan = true;
        open.incrementAndGet();
        return new Copy(chosen);
    }

    /** The first acknowledgement or rejection by one call of a body. Further ones do nothing. */
    final class Copy {

        private final AtomicBoolean used = new AtomicBoolean();
        private final int @Nullable [] chosen;
        private volatile @Nullable Throwable refusal;

        private Copy(int @Nullable [] chosen) {
            this.chosen = chosen;
        }

        CompletionStage<@Nullable Void> ack(Metadata metadata) {
            if (!used.compareAndSet(false, true)) {
                return DONE;
            }
            acknowledged = metadata;
            return agreed();
        }

        CompletionStage<@Nullable Void> nack(Throwable reason, Metadata metadata) {
            Objects.requireNonNull(reason, "reason");
            if (!used.compareAndSet(false, true)) {
                return DONE;
            }
            refusal = reason;
            Rejection asked = new Rejection(ofMessage(reason), metadata);
            rejection.compareAndSet(null, asked);
            return stored ? reject(asked) : DONE;
        }

        /** {@return the reason for the message as it arrived, where a body names elements of those that it was called with} */
        private Throwable ofMessage(Throwable reason) {
            if (chosen == null || !(reason instanceof BatchItemFailures items)) {
                return reason;
            }
            Map<Integer, Throwable> failures = new TreeMap<>();
            for (Map.Entry<Integer, Throwable> failure : items.failures().entrySet()) {
                if (failure.getKey() >= chosen.length) {
                    return new IllegalArgumentException("The body was called with " + chosen.length
                            + " elements and rejected others: name indices of the list that it was called with", reason);
                }
                failures.put(chosen[failure.getKey()], failure.getValue());
            }
            return new BatchItemFailures(failures);
        }

        /** A message that its body refuses is an event that failed, even where the body then ends well. */
        Uni<@Nullable Object> refusedOr(@Nullable Object item) {
            Throwable reason = refusal;
            return reason == null ? Uni.createFrom().item(item) : Uni.createFrom().failure(reason);
        }

        /** The same for a body that has returned its result. */
        void throwRefusal() throws Exception {
            Throwable reason = refusal;
            if (reason instanceof Error error) {
                throw error;
            } else if (reason != null) {
                throw reason instanceof Exception exception ? exception : new CompletionException(reason);
            }
        }
    }

    private CompletionStage<@Nullable Void> agreed() {
        return open.decrementAndGet() == 0 && settled.compareAndSet(false, true) ? message.ack(acknowledged) : DONE;
    }

    private CompletionStage<@Nullable Void> reject(Rejection how) {
        return settled.compareAndSet(false, true) ? message.nack(how.reason(), how.metadata()) : DONE;
    }

    /**
     * Settles the message once the delivery has ended.
     *
     * @param item the delivery's result
     * @param failure the delivery's failure; {@code null} when there is none
     * @return what the framework gets, once the message is settled
     */
    Uni<@Nullable Object> ended(@Nullable Object item, @Nullable Throwable failure) {
        if (failure != null) {
            // the framework sees no failure of a method that acknowledges: it would end the channel
            return refused(failure).onItem().transformToUni(settled -> settling == Settling.METHOD
                    ? Uni.createFrom().nullItem()
                    : Uni.createFrom().failure(failure));
        }
        if (!bodyBegan && settling == Settling.METHOD && item instanceof Message<?> output) {
            // acknowledged with its output, as a body's would be
            return Uni.createFrom().item(message.withPayload(output.getPayload()));
        }
        if (settling == Settling.FRAMEWORK) {
            settled.set(true);
            return Uni.createFrom().item(item);
        }
        stored = true;
        Rejection asked = rejection.get();
        if (asked != null) {
            return after(reject(asked), item);
        }
        return bodyBegan || settling == Settling.METHOD ? after(agreed(), item) : Uni.createFrom().item(item);
    }

    /**
     * Takes a delivery on a thread that may wait, and settles its message.
     *
     * @return what the framework gets
     * @throws DeliveryStopped when the delivery stopped without an outcome: the message is not settled
     * @throws Exception as the delivery does, where the framework may see that
     */
    @Nullable
    Object endedHere(GuardedBody<@Nullable Object> delivery) throws Exception {
        Object result;
        try {
            result = delivery.call();
        } catch (DeliveryStopped stopped) {
            throw stopped;
        } catch (Throwable failure) {
            refused(failure).await().indefinitely();
            if (settling == Settling.METHOD) {
                return null; // as in ended()
            }
            throw failure;
        }
        return ended(result, null).await().indefinitely();
    }

    /** Settles the message of a delivery that has failed, where that is not left to the framework. */
    private Uni<@Nullable Object> refused(Throwable failure) {
        Rejection asked = rejection.get();
        if (settling == Settling.METHOD) {
            return after(reject(rejectionFor(failure, asked)), null).onFailure().invoke(unsettled -> {
                if (unsettled != failure) {
                    unsettled.addSuppressed(failure);
                }
            });
        }
        CompletionStage<@Nullable Void> done = DONE;
        if (settling == Settling.NOBODY && bodyBegan) {
            done = asked == null ? agreed() : reject(asked);
        }
        settled.set(true);
        return after(done, null);
    }

    /** A body's own reason comes first, unless others of its events have not failed for it. */
    private Rejection rejectionFor(Throwable failure, @Nullable Rejection asked) {
        if (asked == null) {
            return new Rejection(failure, message.getMetadata());
        }
        return failure instanceof BatchItemFailures ? new Rejection(failure, asked.metadata()) : asked;
    }

    private static Uni<@Nullable Object> after(CompletionStage<@Nullable Void> settled, @Nullable Object item) {
        return Uni.createFrom().completionStage(settled).replaceWith(item);
    }
}
