package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * One run of one body, from its call until its outcome is known. It knows the bodies that it was called from, as long as they
 * hold a key: a consumer whose body sends the next message of its own channel would else hold all that were before it.
 */
public final class RunningBody extends IdempotencyContext {

    private final GuardPolicy policy;
    private final @Nullable String key;
    private final @Nullable HeldKey claim;
    /** Those of a batch's body; empty for the body of one event. */
    private final List<RunningBody> elements;
    /** The elements by the store keys of their claims; {@code null} until the body claims keys itself. */
    private volatile @Nullable Map<String, RunningBody> claimed;
    /** Only ever set to one further out that says the same, so that it matters to nobody which one another thread sees. */
    private @Nullable RunningBody enclosing;

    /**
     * @param key {@code null} when the event has none
     * @param claim {@code null} when the body runs unguarded
     * @param enclosing the body that this one was called from, if any
     */
    public RunningBody(GuardPolicy policy, @Nullable String key, @Nullable HeldKey claim, @Nullable RunningBody enclosing) {
        this(policy, key, claim, List.of(), enclosing);
    }

    /** The run of the body of a batch, for some of its elements. */
    RunningBody(GuardPolicy policy, List<RunningBody> elements, @Nullable RunningBody enclosing) {
        this(policy, null, null, elements, enclosing);
    }

    private RunningBody(GuardPolicy policy, @Nullable String key, @Nullable HeldKey claim, List<RunningBody> elements,
            @Nullable RunningBody enclosing) {
        this.policy = policy;
        this.key = key;
        this.claim = claim;
        this.elements = elements;
        this.enclosing = holding(enclosing);
    }

    /**
     * Forgets those bodies around one that hold no key.
     *
     * @return the innermost of it and those around it that does; {@code null} when none does
     */
    private static @Nullable RunningBody holding(@Nullable RunningBody from) {
        RunningBody innermost = firstHolding(from);
        for (RunningBody body = innermost; body != null; body = body.enclosing) {
            body.enclosing = firstHolding(body.enclosing);
        }
        return innermost;
    }

    private static @Nullable RunningBody firstHolding(@Nullable RunningBody from) {
        RunningBody body = from;
        while (body != null && !body.holds()) {
            body = body.enclosing;
        }
        return body;
    }

    private boolean holds() {
        for (RunningBody element : elements) {
            if (element.holds()) {
                return true;
            }
        }
        return claim != null && claim.isOpen();
    }

    /** {@return the body that is running here; {@code null} when none is} */
    public static @Nullable RunningBody here() {
        return (RunningBody) active();
    }

    /**
     * A body for which nothing is claimed, called from the one that is running here.
     *
     * @param key the event's idempotency key; {@code null} or empty when it is missing or cannot be told
     */
    public static RunningBody unguarded(GuardPolicy policy, @Nullable String key) {
        return new RunningBody(policy, key == null || key.isEmpty() ? null : policy.keyForm().stored(key), null,
                here());
    }

    /**
     * The body of a batch for which nothing is claimed.
     *
     * @param keys those of the events; {@code null} or empty where one is missing or cannot be told
     */
    public static RunningBody unguardedBatch(GuardPolicy policy, List<@Nullable String> keys) {
        List<RunningBody> elements = new ArrayList<>(keys.size());
        for (String key : keys) {
            elements.add(unguarded(policy, key));
        }
        return new RunningBody(policy, elements, here());
    }

    /** {@return a {@code Uni} that is subscribed to as this body, for as long as the subscription takes} */
    @CheckReturnValue
    public <T> Uni<T> during(Uni<T> uni) {
        return Infrastructure.onUniCreation(new UnguardedUni<>(this, uni));
    }

    /**
     * Makes a body the one that is running here.
     *
     * @param body {@code null} for none
     * @return the one that was running here before, to be put back
     */
    public static @Nullable RunningBody enter(@Nullable RunningBody body) {
        return (RunningBody) replace(body);
    }

    /** {@return the body that holds a key and has not ended, this one or one around it; {@code null} when none does} */
    public @Nullable RunningBody holderOf(String storeKey) {
        for (RunningBody body = this; body != null; body = body.enclosing) {
            if (body.holds(storeKey)) {
                return body;
            }
            RunningBody element = body.elements.isEmpty() ? null : body.claimed().get(storeKey);
            if (element != null && element.holds(storeKey)) {
                return element;
            }
        }
        return null;
    }

    private Map<String, RunningBody> claimed() {
        Map<String, RunningBody> known = claimed;
        if (known == null) {
            known = new HashMap<>();
            for (RunningBody element : elements) {
                if (element.claim != null) {
                    known.put(element.claim.storeKey(), element);
                }
            }
            claimed = known;
        }
        return known;
    }

    private boolean holds(String storeKey) {
        HeldKey held = claim;
        return held != null && held.isOpen() && held.storeKey().equals(storeKey);
    }

    public String method() {
        return policy.method();
    }

    @Override
    public @Nullable String scope() {
        return policy.scope();
    }

    @Override
    public @Nullable String key() {
        return key;
    }

    @Override
    public int attempt() {
        return claim == null ? 0 : claim.attempt();
    }

    @Override
    public long fence() {
        return claim == null ? 0 : claim.fence();
    }

    @Override
    public boolean isGuarded() {
        return claim != null || elements.stream().anyMatch(RunningBody::isGuarded);
    }

    @Override
    public List<IdempotencyContext> elements() {
        return elements.isEmpty() ? super.elements() : List.copyOf(elements);
    }
}
