package io.quarkiverse.eventidempotency.spi;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;

/**
 * Where idempotency records are kept.
 * <p>
 * Each operation is one atomic step on one key, decided by the store's own clock, and safe to repeat with the same owner
 * token when its outcome is not known. The claim protocol's transition table says what each does in each state of the
 * record; it is the contract test of every store.
 * <p>
 * Operations are lazy: nothing happens before the subscription, and each subscription is one step. They never block and
 * may be subscribed to from any thread; their outcome arrives on any thread. They fail with a {@link StoreException} and
 * nothing else.
 */
public interface IdempotencyStore {

    /** Takes the right to run an event's body, if nobody has it. */
    @CheckReturnValue
    Uni<ClaimReply> claim(ClaimRequest request);

    /** Ends a claim: completes it, fails it or gives it back. */
    @CheckReturnValue
    Uni<SettleReply> settle(SettleRequest request);

    /**
     * Starts a claim's lease again.
     *
     * @param storeKey where the record stands
     * @param owner the claim's token
     * @param holdMillis the time to live that the record gets, in milliseconds
     */
    @CheckReturnValue
    Uni<RenewReply> renew(String storeKey, String owner, long holdMillis);

    /**
     * Asks to be told when the store cannot be reached any more, and when it can again, so that claims are renewed before they
     * are settled. While a store reports that it cannot be reached, deliveries that may run unguarded are not claimed; the
     * engine then subscribes to a renewal of no record about once a second.
     *
     * @param listener given why it cannot be reached, at once where that is so already, and {@code null} once it can; called on
     *        any thread; must not block
     */
    default void onAvailability(Consumer<@Nullable String> listener) {
    }

    /**
     * Whether steps are applied in the order in which they are sent, whatever their keys, as long as none fails. Only then may
     * the next message of a consumer be handled while the completion of the previous one is on its way: what runs again after
     * a crash is then the end of a channel, and has no gaps.
     */
    default boolean keepsOrder() {
        return false;
    }
}
