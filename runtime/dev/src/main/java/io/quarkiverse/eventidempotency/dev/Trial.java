package io.quarkiverse.eventidempotency.dev;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.dev.TriedDelivery.Tried;

/** Some deliveries of one payload to one handler, all at once. */
public final class Trial {

    /**
     * What has become of them.
     *
     * @param running whether one of them has not ended yet
     * @param waited how many deliveries to the handler began to wait for another one of their event, from the begin of the
     *        trial to its end
     */
    public record State(long trial, boolean running, int waited, List<Tried> deliveries) {
    }

    private final long number;
    final List<TriedDelivery> deliveries;
    /** Completed once all of them have ended. */
    final CompletableFuture<@Nullable Void> ended;
    private final AtomicInteger waits = new AtomicInteger();
    private final String method;

    /** @param batch whether one delivery has several events */
    Trial(long number, String method, boolean batch, int times, Function<@Nullable Object, @Nullable ShownResult> results) {
        this.number = number;
        this.method = method;
        this.deliveries = IntStream.rangeClosed(1, times).mapToObj(n -> new TriedDelivery(n, method, batch, results))
                .toList();
        this.ended = CompletableFuture.allOf(deliveries.stream().map(TriedDelivery::ended).toArray(CompletableFuture[]::new));
    }

    /** A delivery to a handler has begun to wait. Which one cannot be told. */
    void waits(String handler) {
        if (handler.equals(method) && !ended.isDone()) {
            waits.incrementAndGet();
        }
    }

    State now() {
        boolean running = !ended.isDone();
        return new State(number, running, waits.get(), deliveries.stream().map(TriedDelivery::now).toList());
    }
}
