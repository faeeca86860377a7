package io.quarkiverse.eventidempotency.runtime.devui;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/** Some deliveries of one payload to one handler, all at once. */
public final class Trial {

    /**
     * What has become of them.
     *
     * @param trial the number of the trial
     * @param running whether one of them has not ended yet
     */
    public record State(long trial, boolean running, List<Tried> deliveries) {
    }

    private final long number;
    private final List<TriedDelivery> deliveries;
    private final AtomicInteger running;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    /** The keys that deliveries to this handler have begun to wait for, since it began. */
    private final List<String> waits = new ArrayList<>();
    private final String method;

    Trial(long number, String method, int times, ResultText results) {
        this.number = number;
        this.method = method;
        this.running = new AtomicInteger(times);
        this.deliveries = IntStream.rangeClosed(1, times)
                .mapToObj(n -> new TriedDelivery(n, method, results, this::oneEnded)).toList();
    }

    private void oneEnded() {
        if (running.decrementAndGet() == 0) {
            ended.complete(null);
        }
    }

    List<TriedDelivery> deliveries() {
        return deliveries;
    }

    /** {@return what is completed once all of them have ended} */
    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    /** A delivery to a handler has begun to wait. Which one cannot be told. */
    void waits(String handler, @Nullable String key) {
        if (handler.equals(method) && key != null && !ended.isDone()) {
            synchronized (waits) {
                waits.add(key);
            }
        }
    }

    State now() {
        boolean stillRunning = !ended.isDone();
        List<Tried> tried = deliveries.stream().map(TriedDelivery::now).toList();
        Set<Integer> waited = waited(tried);
        return new State(number, stillRunning,
                tried.stream().map(one -> waited.contains(one.number()) ? one.asWaited() : one).toList());
    }

    /**
     * Which of those that have ended waited. As many of a key as began to wait for it, those that took longest: who waits takes
     * longer than who finds a record that is completed. Not the one that the others waited for.
     */
    private Set<Integer> waited(List<Tried> tried) {
        List<String> keys;
        synchronized (waits) {
            keys = List.copyOf(waits);
        }
        return keys.stream().distinct().flatMap(key -> {
            List<Tried> same = tried.stream().filter(one -> Objects.equals(one.key(), key))
                    .sorted(Comparator.comparingDouble(Tried::millis)).toList();
            Tried first = same.stream().filter(one -> one.executed()).findFirst().orElse(null);
            long waiting = keys.stream().filter(key::equals).count();
            long owners = first == null || same.size() <= waiting ? 0 : 1;
            return same.stream().filter(one -> owners == 0 || one != first)
                    .sorted(Comparator.comparingDouble(Tried::millis).reversed()).limit(waiting).map(Tried::number);
        }).collect(Collectors.toSet());
    }
}
