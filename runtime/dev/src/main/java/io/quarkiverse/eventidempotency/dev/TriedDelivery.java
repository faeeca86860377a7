package io.quarkiverse.eventidempotency.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * One delivery that somebody tries, from its call until its end.
 * <p>
 * The engine tells how a delivery ended right before it answers, on the same thread: that is how the two are brought together.
 * Where the answer comes on the delivery's own context it is found there, whatever the thread.
 */
final class TriedDelivery {

    private static final Object PLACE = TriedDelivery.class.getName();
    private static final ThreadLocal<Ending> LAST = new ThreadLocal<>();

    /**
     * What has become of one delivery that somebody tries.
     *
     * @param number which one of its trial it is, from 1
     * @param outcome how it ended, as {@code completed} or {@code replayed}; {@code null} while it is running, where no guard
     *        was asked, and for a batch
     * @param executed whether its body ran
     * @param attempt the attempt whose body ran; 0 for none, and for a batch
     * @param events how each event of a batch ended, in the order of their ends; {@code null} when it is no batch, and while
     *        it is running
     * @param result what it got, as JSON; of a long one, the first {@value ShownResult#LONGEST} characters
     * @param resultSize the number of characters of the whole result
     * @param error the class of what it failed with
     * @param settled what became of its message: {@code acked} or {@code nacked}; {@code null} when it takes none, and while
     *        nobody has settled it
     * @param millis how long it took, or has taken so far
     */
    public record Tried(int number, boolean running, @Nullable String outcome, boolean executed, int attempt,
            @Nullable String key, @Nullable String result, int resultSize, @Nullable String error, @Nullable String message,
            @Nullable String settled, double millis, @Nullable String thread, @Nullable List<Event> events) {
    }

    /**
     * The end of one event of a batch.
     *
     * @param executed whether the body ran for it
     * @param attempt the attempt that ran; 0 for none
     */
    public record Event(@Nullable String key, String outcome, boolean executed, int attempt) {
    }

    /** How the guard says that it ended. */
    private record Ending(String method, @Nullable String key, DeliveryOutcome outcome, int attempt) {

        Event event() {
            return new Event(key, RecentDeliveries.name(outcome), executed(), attempt);
        }

        boolean executed() {
            return RecentDeliveries.ran(outcome, attempt);
        }
    }

    private final int number;
    private final String method;
    private final boolean batch;
    private final Function<@Nullable Object, @Nullable ShownResult> results;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final List<Runnable> releases = new ArrayList<>();
    private volatile long startedAt = System.nanoTime();
    private volatile @Nullable String thread;
    /** One for each event of a batch, else the last one. */
    private final List<Ending> endings = new ArrayList<>();
    private @Nullable ShownResult result;
    private @Nullable Throwable failure;
    private @Nullable String settled;
    private @Nullable Throwable refusal;
    private long nanos = -1;

    /**
     * @param batch whether one delivery has several events
     * @param results shows results as JSON, or as near to it as it gets
     */
    TriedDelivery(int number, String method, boolean batch, Function<@Nullable Object, @Nullable ShownResult> results) {
        this.number = number;
        this.method = method;
        this.batch = batch;
        this.results = results;
    }

    /** A delivery has ended, be it one that somebody tries or not. */
    static void ended(GuardPolicy policy, @Nullable String key, DeliveryOutcome outcome, int attempt) {
        Ending ending = new Ending(policy.method(), key, outcome, attempt);
        Context context = Vertx.currentContext();
        TriedDelivery here = context != null && VertxContext.isDuplicatedContext(context) ? context.getLocal(PLACE) : null;
        if (here == null) {
            LAST.set(ending);
        } else {
            here.told(ending);
        }
    }

    /** What its body calls may be guarded too. */
    private synchronized void told(Ending told) {
        if (nanos < 0 && told.method().equals(method)) {
            if (!batch) {
                endings.clear();
            }
            endings.add(told);
        }
    }

    /** Called on the thread and in the context that its handler is called on. */
    void begins(Context context, Runnable leave) {
        context.putLocal(PLACE, this);
        uses(leave);
        thread = Thread.currentThread().getName();
        startedAt = System.nanoTime();
    }

    /** @param release called at the end */
    synchronized void uses(Runnable release) {
        releases.add(0, release);
    }

    /** Waits for what the handler returned. A result that cannot be shown, since its own methods throw, is a failure too. */
    void answered(@Nullable Object answer) {
        Uni<?> returned = answer instanceof Uni<?> uni ? uni
                : answer instanceof CompletionStage<?> stage ? Uni.createFrom().completionStage(stage)
                        : Uni.createFrom().item(answer);
        returned.map(results).subscribe().with(shown -> end(shown, null), this::fails);
    }

    void fails(Throwable failed) {
        end(null, failed);
    }

    private void end(@Nullable ShownResult shown, @Nullable Throwable failed) {
        Ending last = LAST.get();
        LAST.remove();
        synchronized (this) {
            if (nanos >= 0) {
                return;
            }
            if (endings.isEmpty() && last != null && last.method().equals(method)) {
                endings.add(last);
            }
            nanos = System.nanoTime() - startedAt;
            result = shown;
            failure = failed;
        }
        try {
            releases.forEach(Runnable::run);
        } finally {
            ended.complete(null);
        }
    }

    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    synchronized void settled(@Nullable Throwable reason) {
        settled = reason == null ? "acked" : "nacked";
        refusal = reason;
    }

    synchronized Tried now() {
        Throwable failed = failure == null ? refusal : failure; // of a consumer that settles, the framework sees no failure
        boolean running = nanos < 0;
        List<Ending> told = running ? List.of() : endings;
        Event one = batch || told.isEmpty() ? null : told.get(0).event();
        return new Tried(number, running, one == null ? null : one.outcome(), told.stream().anyMatch(Ending::executed),
                one == null ? 0 : one.attempt(), one == null ? null : one.key(),
                failed == null && result != null ? result.text() : null,
                failed == null && result != null ? result.size() : 0,
                failed == null ? null : failed.getClass().getName(), failed == null ? null : failed.getMessage(), settled,
                (running ? System.nanoTime() - startedAt : nanos) / 1e6, thread,
                batch && !running ? told.stream().map(Ending::event).toList() : null);
    }
}
