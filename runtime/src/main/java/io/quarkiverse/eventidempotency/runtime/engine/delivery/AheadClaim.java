package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/**
 * A claim that is asked for before the turn of its message comes.
 *
 * <pre>
 *   ASKED --ACQUIRED--> the claim, held and renewed --taken--> of the delivery
 *     |                       '--released--> in the store as if it had never been
 *     |---DUPLICATE---> the reply
 *     '---any other, no reply---> nothing: the delivery asks for itself
 * </pre>
 */
public final class AheadClaim extends StoreReply<ClaimReply> {

    private static final Object ASKED = new Object();

    /** The delivery has to ask. */
    static final Object NOTHING = new Object();

    /** The store has not replied, and may have the token. */
    static final Object DOUBTFUL = new Object();

    /** Another delivery has taken the claim, or it was released. */
    static final Object OVER = new Object();

    private final Handler<?> handler;
    private final EventIdentity event;
    private final ClaimRequest request;
    private final Runnable decided;
    private final long sentAt;
    private final AtomicReference<Object> state = new AtomicReference<>(ASKED);

    /**
     * @param event with a key
     * @param key that key as it is claimed
     * @param trace the span that the message arrived in; {@code null} for none
     * @param decided called once the claim is decided, on the thread of the store
     */
    AheadClaim(Handler<?> handler, EventIdentity event, String key, @Nullable TraceContext trace, Runnable decided) {
        this.handler = handler;
        this.event = event;
        this.decided = decided;
        this.sentAt = engine().clock().nanoTime();
        this.request = handler.request(event, key, sentAt, trace);
    }

    private IdempotencyEngine engine() {
        return handler.engine();
    }

    /** Asks the store, unless the key is known to be in flight or the store to be away. */
    public void ask() {
        if (engine().delays().isClosed() || engine().waitingClaims().isInFlight(request, sentAt)
                || engine().outage().isKnown()) {
            decide(NOTHING);
        } else {
            engine().drain().asks();
            of(engine().store().claim(request));
        }
    }

    @Override
    public void onReply(ClaimReply reply) {
        if (!reply.isRemembered()) {
            handler.policy().counters().ended(DeliveryStep.CLAIM, sentAt, engine().clock());
        }
        try {
            engine().outage().replied(reply);
            switch (reply.kind()) {
                case ACQUIRED -> {
                    HeldClaim claim = new HeldClaim(handler, event, request, reply, sentAt);
                    claim.heldAhead(this);
                    engine().leases().hold(claim);
                    if (!decide(claim)) {
                        claim.release();
                    }
                }
                case DUPLICATE -> decide(reply);
                default -> decide(NOTHING);
            }
        } finally {
            engine().drain().answered();
        }
    }

    @Override
    public void onNoReply(Throwable failure) {
        try {
            boolean maybeApplied = failure instanceof StoreException unconfirmed && unconfirmed.maybeApplied();
            if (!decide(maybeApplied ? DOUBTFUL : NOTHING) && maybeApplied) {
                new DoubtfulClaim(handler, event, request).release();
            }
        } finally {
            engine().drain().answered();
        }
    }

    private boolean decide(Object decision) {
        boolean first = state.compareAndSet(ASKED, decision);
        if (first) {
            decided.run();
        }
        return first;
    }

    /** {@return whether the delivery need not wait for the store to know} */
    public boolean isDecided() {
        return state.get() != ASKED;
    }

    /** {@return the identity of the event} */
    public EventIdentity event() {
        return event;
    }

    /** {@return the key in the store} */
    public String storeKey() {
        return request.storeKey();
    }

    long sentAt() {
        return sentAt;
    }

    ClaimRequest request() {
        return request;
    }

    /**
     * Takes the claim for the delivery of its message. A claim for another event is released.
     *
     * @param other the event of that delivery, which an interceptor may have replaced
     * @return a {@link HeldClaim}; a {@link ClaimReply} of a duplicate; {@link #NOTHING} and {@link #DOUBTFUL} when the
     *         delivery
     *         has to ask with this claim's token; {@link #OVER} when it needs a token of its own
     */
    Object take(EventIdentity other) {
        if (!Objects.equals(event.key(), other.key()) || !Objects.equals(event.fingerprint(), other.fingerprint())
                || event.ttlMillis() != other.ttlMillis()) {
            release();
        }
        Object decision = Objects.requireNonNull(state.getAndSet(OVER));
        if (decision instanceof HeldClaim claim) {
            claim.heldAhead(null);
        }
        return decision;
    }

    /** {@return whether the delivery need not ask} */
    public boolean isAnswered() {
        Object decision = state.get();
        return decision instanceof HeldClaim || decision instanceof ClaimReply;
    }

    /** Gives the claim up, its body not having begun; the attempt does not count. Nothing happens when it has been taken. */
    public void release() {
        Object decision = state.getAndSet(OVER);
        if (decision instanceof HeldClaim claim) {
            claim.release();
        } else if (decision == DOUBTFUL) {
            new DoubtfulClaim(handler, event, request).release();
        }
    }
}
