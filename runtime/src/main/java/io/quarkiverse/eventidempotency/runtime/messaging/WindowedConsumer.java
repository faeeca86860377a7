package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.AheadClaim;
import io.quarkiverse.eventidempotency.runtime.engine.window.WindowTurn;
import io.quarkiverse.eventidempotency.runtime.guard.AheadGuard;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;

/** A consumer whose messages pass through a window, one for each subscription, and what its guard does for that window. */
final class WindowedConsumer {

    private final GuardedMethodSpec spec;
    private final List<MessageWindow> windows = new CopyOnWriteArrayList<>();
    /** {@code null} until the bean is made, which may be when its first message comes. */
    private volatile @Nullable Bound bound;

    private final Set<String> fed = ConcurrentHashMap.newKeySet();

    /** The guard, when it is there, and what it allows. */
    private record Bound(AheadGuard guard, ReadMessage.Finder messages, int claimsAhead, boolean settlesBehind) {
    }

    WindowedConsumer(GuardedMethodSpec spec) {
        this.spec = spec;
    }

    /** A connector brings the messages of some of its channels. */
    void isFed(List<String> channels) {
        fed.addAll(channels);
    }

    boolean isFedByConnectorsOnly() {
        return fed.containsAll(spec.channels());
    }

    void bind(AheadGuard guard, ReadMessage.Finder messages) {
        bound = new Bound(guard, messages, guard.claimsAhead(), guard.settlesBehind());
    }

    GuardedMethodSpec spec() {
        return spec;
    }

    List<MessageWindow> windows() {
        return windows;
    }

    void resized(int size) {
        Bound known = bound;
        if (known != null) {
            known.guard().resized(size);
        }
    }

    int claimsAhead() {
        Bound known = bound;
        return known == null ? 0 : known.claimsAhead();
    }

    boolean settlesBehind() {
        Bound known = bound;
        return known != null && known.settlesBehind();
    }

    /** {@return the claim of a message, which is to be asked for; {@code null} when it has none} */
    @Nullable
    AheadClaim claim(WindowTurn<WindowedMessage> turn, Runnable decided) {
        Bound known = bound;
        if (known == null) {
            return null;
        }
        WindowedMessage message = turn.message();
        Object[] parameters = { spec.takesMessages() ? passedOn(turn) : message.message().getPayload() };
        message.claimedFor(parameters);
        return known.guard().claim(parameters, new ReadMessage(message.message(), known.messages(), message), decided);
    }

    /** {@return the message as its framework gets it, which its turn settles} */
    Message<?> passedOn(WindowTurn<WindowedMessage> turn) {
        WindowedMessage message = turn.message();
        if (!spec.takesMessages()) {
            if (spec.settling() == Settling.FRAMEWORK) {
                message.isSettledHere();
            }
            return message.settledByTurn(turn, (arrived, held) -> held);
        }
        Bound known = bound;
        try {
            // only the guard, which may not be there yet, can make what the method takes
            return known == null ? message.message() : message.settledByTurn(turn, ((MessageGuard) known.guard().keys())::hold);
        } catch (IllegalArgumentException e) { // of another kind than the method takes, as the guard will report
            return message.message();
        }
    }
}
