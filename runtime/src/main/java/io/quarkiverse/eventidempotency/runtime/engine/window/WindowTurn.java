package io.quarkiverse.eventidempotency.runtime.engine.window;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.AheadClaim;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ConsumerTurn;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;

/**
 * The turn of one message in a window. It keeps the settlement of the message back until the completion of its event is stored.
 *
 * <pre>
 *   DIRECT --body ended, its result is returned--> OUTSTANDING --ack, nack--> Wish
 *     |                                                 |                      |
 *     | ack: at once                                    +--------stored--------+--> settled as wished
 *     | nack: after the completions before it           '------not stored------+--> rejected
 * </pre>
 *
 * @param <M> the message's type
 */
public final class WindowTurn<M> implements ConsumerTurn {

    /** Settles a message: acknowledges it for {@code null}, and rejects it for a reason. */
    public interface Settlement extends Function<@Nullable Throwable, CompletionStage<@Nullable Void>> {
    }

    private static final Object DIRECT = "DIRECT";

    private static final Object OUTSTANDING = "OUTSTANDING";

    /** The store was closed before it had the completion: the message stays unsettled, and its broker delivers it again. */
    private static final Object LEFT = "LEFT";

    private static final CompletionStage<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    /** A settlement that is kept back; {@code reason} is {@code null} for an acknowledgement. */
    private record Wish(@Nullable Throwable reason, Settlement settlement) {
    }

    private final ClaimWindow<M> window;
    private final M message;
    private final long arrivedAt;
    private final AtomicReference<Object> state = new AtomicReference<>(DIRECT);
    private volatile @Nullable AheadClaim claim;
    /** The state that follows from the completion's end; {@code null} while it is in flight, and where there is none. */
    private volatile @Nullable Object ended;
    private boolean settledByTurn;

    WindowTurn(ClaimWindow<M> window, M message, long arrivedAt) {
        this.window = window;
        this.message = message;
        this.arrivedAt = arrivedAt;
    }

    public M message() {
        return message;
    }

    /** The message is settled by {@link #settle} alone, so that its result may be returned before its completion is stored. */
    public void isSettledByTurn() {
        settledByTurn = true;
    }

    long arrivedAt() {
        return arrivedAt;
    }

    void claims(AheadClaim ahead) {
        claim = ahead;
    }

    /** {@return whether the delivery need not wait for a claim that was asked for ahead} */
    boolean isDecided() {
        AheadClaim ahead = claim;
        return ahead == null || ahead.isDecided();
    }

    /** {@return whether its delivery need not ask the store} */
    boolean isAnswered() {
        AheadClaim ahead = claim;
        return ahead != null && ahead.isAnswered();
    }

    /** Gives up what is claimed and not taken. The delivery asks for itself. */
    public void release() {
        AheadClaim ahead = claim;
        if (ahead != null) {
            claim = null;
            ahead.release();
        }
    }

    @Override
    public @Nullable AheadClaim ahead() {
        return claim;
    }

    @Override
    public void waits() {
        window.waits(this);
    }

    @Override
    public boolean settlesBehind() {
        return settledByTurn && window.settlesBehind();
    }

    @Override
    public void settling() {
        state.set(OUTSTANDING);
        window.settling(this);
    }

    @Override
    public void delayed() {
        window.delayed();
    }

    @Override
    public void settled(@Nullable Throwable unstored) {
        ended = unstored == null ? DIRECT : unstored.getCause() instanceof StoreClosedException ? LEFT : unstored;
        window.settled();
    }

    /** {@return whether its completion is on its way no more} */
    boolean isEnded() {
        return ended != null;
    }

    /** Settles the message as was asked for, its completion and those before it being on their way no more. */
    void settle() {
        Object outcome = Objects.requireNonNull(ended);
        if (state.getAndSet(outcome) instanceof Wish wish) {
            apply(wish, outcome).whenComplete((nothing, failure) -> {
                if (failure != null) {
                    window.notSettled(failure, outcome instanceof Throwable || wish.reason() != null);
                }
            });
        }
    }

    private CompletionStage<@Nullable Void> apply(Wish wish) {
        return apply(wish, Objects.requireNonNull(state.get()));
    }

    private static CompletionStage<@Nullable Void> apply(Wish wish, Object outcome) {
        if (outcome == LEFT) {
            return new CompletableFuture<>();
        }
        try {
            return Objects.requireNonNull(
                    wish.settlement().apply(outcome instanceof Throwable unstored ? unstored : wish.reason()),
                    "A message returned null instead of the stage of its settlement");
        } catch (RuntimeException e) { // of a message of somebody's own making
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Settles the message: at once, or, while its completion is on its way, once that is stored.
     *
     * @param reason why it is rejected, after the messages before it are settled; {@code null} when it is acknowledged
     * @return what is complete when the message is settled, or its settlement is kept back
     */
    public CompletionStage<@Nullable Void> settle(@Nullable Throwable reason, Settlement settlement) {
        Wish wish = new Wish(reason, settlement);
        if (state.compareAndSet(OUTSTANDING, wish)) {
            return DONE;
        }
        return reason == null ? apply(wish) : window.drained().thenCompose(drained -> apply(wish));
    }
}
