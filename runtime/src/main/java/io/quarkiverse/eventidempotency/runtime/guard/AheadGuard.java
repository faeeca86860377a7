package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.Objects;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.AheadClaim;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;

/** The part of a guard that is for messages whose turn has not come, and for completions behind them. */
public final class AheadGuard {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.eventidempotency");

    private final GuardedMethod method;
    private final KeyedGuard keys;
    private final Handler<@Nullable Object> handler;

    AheadGuard(GuardedMethod method, KeyedGuard keys) {
        this.method = method;
        this.keys = keys;
        this.handler = Objects.requireNonNull(method.handler());
    }

    /** {@return the guard itself} */
    public KeyedGuard keys() {
        return keys;
    }

    /**
     * Makes the claim of a message, which is to be asked for.
     *
     * @param parameters the arguments that the method will be called with
     * @param decided called once the claim is decided, on any thread
     * @return the claim; {@code null} when only the delivery can find out whether there is one
     */
    public @Nullable AheadClaim claim(Object[] parameters, ArrivedMessage message, Runnable decided) {
        try {
            if (method.allowBypass() && "true".equals(message.header(GuardInterceptor.BYPASS))) {
                return null;
            }
            return handler.claimAhead(keys.identity(method, parameters, message, keys.takesFingerprint()),
                    handler.engine().options().traces().of(message.metadata()), decided);
        } catch (Throwable e) { // a getter may throw what it likes, and the delivery reports it
            LOG.debugf(e, "The key of an event cannot be taken ahead of its turn [%s]", method.spec().method());
            return null;
        }
    }

    /** {@return how many keys may be claimed before the turn of their messages; 0 for none} */
    public int claimsAhead() {
        GuardPolicy policy = method.policy();
        // a crash would quarantine or count a body that never began; a resolver may block, which a worker may and a channel not
        boolean may = policy.afterCrash() != AfterCrash.QUARANTINE && policy.maxAttempts() == 0 && !policy.observe()
                && (method.resolver() == null || method.spec().heldThread() == HeldThread.NONE);
        return may ? policy.overrides().in(PolicyOverrides.CLAIM_AHEAD) : 0;
    }

    /** {@return whether a result may be returned before its completion is stored} */
    public boolean settlesBehind() {
        return method.policy().overrides().in(PolicyOverrides.SETTLE_BEHIND) && handler.engine().store().keepOrder();
    }

    /** The window of the consumer has another size. */
    public void resized(int window) {
        method.policy().counters().window(window);
    }
}
