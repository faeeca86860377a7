package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.CallerSource;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ClaimLoop.Listener;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * One delivery to a body that returns a {@code Uni}.
 *
 * <pre>
 *   CLAIMING --claimed--> BODY --item, failure--> SETTLING --stored--> DONE
 *      |  \--duplicate, refused---------------------------------------^
 *      |                    |                        |
 *    cancel               cancel                   cancel
 *      v                    v                        v
 *   CANCELLED            CANCELLED                CANCELLED
 *   (claim given back    (body cancelled, the     (settling goes on,
 *    once it is known)    lease runs out)          nobody is told)
 * </pre>
 *
 * It is the downstream's subscription and the body's subscriber in one, to spare each event the operators in between.
 *
 * @param <T> the result's type
 */
final class UniDelivery<T extends @Nullable Object> implements UniSubscription, UniSubscriber<T>, Listener {

    private enum State {
        CLAIMING,
        BODY,
        SETTLING,
        DONE,
        CANCELLED
    }

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final EventIdentity event;
    private final Answers<T> answers;
    private GuardedBody<Uni<T>> body;
    private final CallerSource callers;
    private final Caller caller;
    private final Supplier<@Nullable OuterWork> works;
    private final @Nullable RunningBody enclosing;
    private final UniSubscriber<? super T> downstream;
    private final long startedAt;
    private final AtomicReference<State> state = new AtomicReference<>(State.CLAIMING);

    private volatile @Nullable ClaimLoop loop;
    private volatile @Nullable FirstAnswer first;
    private volatile @Nullable UniSubscription running;
    private @Nullable HeldClaim claim;
    private @Nullable String key;
    private @Nullable DeliveryOutcome unguardedAs;
    /** What the delivery was called in; {@code null} for nothing. */
    private @Nullable OuterWork outer;

    UniDelivery(IdempotencyEngine engine, GuardPolicy policy, EventIdentity event, Answers<T> answers,
            GuardedBody<Uni<T>> body, CallerSource callers, Supplier<@Nullable OuterWork> works,
            @Nullable RunningBody enclosing, UniSubscriber<? super T> downstream) {
        this.engine = engine;
        this.policy = policy;
        this.event = event;
        this.answers = answers;
        this.body = body;
        this.callers = callers;
        this.caller = callers.current();
        this.works = works;
        this.enclosing = enclosing;
        this.downstream = downstream;
        this.startedAt = engine.clock().nanoTime();
    }

    void start() {
        downstream.onSubscribe(this);
        if (state.get() == State.CANCELLED) {
            return;
        }
        try {
            outer = works.get();
            key = answers.key(event);
        } catch (RuntimeException e) {
            refuse(e);
            return;
        }
        if (key == null) {
            runBody();
        } else if (caller.mayBlock()) {
            claimHere(key);
        } else {
            claim(key, this);
        }
    }

    private void claim(String key, Listener listener) {
        ClaimLoop claiming = new ClaimLoop(engine, policy, event, key, enclosing, outer, true, listener);
        loop = claiming;
        if (state.get() == State.CANCELLED) {
            claiming.cancel();
        } else {
            claiming.start();
        }
    }

    /**
     * On a thread that may be blocked the body is called on that very thread when the first answer allows it. A delivery that
     * has to wait leaves the thread to others, of which one may be the body that it waits for.
     */
    private void claimHere(String key) {
        FirstAnswer answer = new FirstAnswer(this, caller);
        first = answer;
        claim(key, answer);
        if (state.get() == State.CANCELLED) {
            answer.leave();
            return;
        }
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Objects.requireNonNull(loop).cancel();
            CancellationException interrupted = new CancellationException(
                    "Interrupted while claiming [" + engine.named(policy.scope(), key) + "]; the body has not run");
            interrupted.initCause(e);
            refuse(interrupted);
            answer.leave();
        }
    }

    @Override
    public void claimed(ClaimOutcome outcome) {
        caller.execute(() -> decided(outcome));
    }

    @Override
    public void refused(Throwable reason) {
        caller.execute(() -> refuse(reason));
    }

    /** The message of a consumer is left unsettled, so that its broker delivers it again: a failure could pass it over. */
    @Override
    public void stopped(Throwable reason) {
        if (!isOfConsumer()) {
            refused(reason);
        }
    }

    boolean isOfConsumer() {
        return policy.patient();
    }

    void decided(ClaimOutcome outcome) {
        if (outcome instanceof HeldClaim held) {
            claim = held;
            runBody();
        } else if (outcome instanceof ClaimOutcome.Duplicate duplicate) {
            GuardedBody<Uni<T>> instead = body.insteadFor(String.valueOf(key), duplicate.record());
            if (instead == null) {
                replay(duplicate);
            } else {
                body = instead;
                unguardedAs = DeliveryOutcome.REPLAYED;
                runBody();
            }
        } else if (outcome instanceof ClaimOutcome.Skipped) {
            answer(State.CLAIMING, DeliveryOutcome.IN_FLIGHT_SKIPPED, answers.skipped());
        } else {
            unguardedAs = outcome instanceof ClaimOutcome.Observed observation ? observation.wouldBe() : null;
            runBody();
        }
    }

    private void replay(ClaimOutcome.Duplicate duplicate) {
        @Nullable
        T result;
        try {
            result = answers.duplicate(String.valueOf(key), duplicate.record());
        } catch (Throwable e) {
            refuse(e);
            return;
        }
        answer(State.CLAIMING, answers.duplicateOutcome(), result);
    }

    private void runBody() {
        if (!state.compareAndSet(State.CLAIMING, State.BODY)) {
            HeldClaim held = claim;
            if (held != null) {
                held.release();
            }
            return;
        }
        RunningBody before = RunningBody.enter(new RunningBody(policy, key, claim, enclosing));
        try {
            callBody();
        } finally {
            RunningBody.enter(before);
        }
    }

    private void callBody() {
        Uni<T> uni;
        try {
            uni = body.call();
            if (uni == null) {
                throw new NullPointerException("The guarded method returned null where a Uni or CompletionStage was expected ["
                        + engine.named(policy.scope(), null) + "]");
            }
        } catch (Throwable failure) {
            onFailure(failure);
            return;
        }
        try {
            AbstractUni.subscribe(uni, this);
        } catch (Throwable failure) {
            if (state.get() != State.BODY) { // of whoever was answered
                throw failure;
            }
            onFailure(failure); // of a Uni of somebody's own making
        }
    }

    @Override
    public Context context() {
        return downstream.context();
    }

    @Override
    public void onSubscribe(UniSubscription subscription) {
        running = subscription;
        if (state.get() == State.CANCELLED) { // cancelled while the body was called
            subscription.cancel();
        }
    }

    @Override
    public void onItem(@Nullable T item) {
        HeldClaim held = claim;
        if (held == null) {
            answer(State.BODY, unguarded(), item);
            return;
        }
        if (state.get() != State.BODY) {
            return;
        }
        String json;
        try {
            json = answers.encode(held.key(), item);
        } catch (Throwable failure) {
            onFailure(failure);
            return;
        }
        if (!state.compareAndSet(State.BODY, State.SETTLING)) {
            return;
        }
        OuterWork work = outer;
        if (work != null) {
            follow(work, held, json, item);
        } else {
            settle(done -> held.complete(json, reply -> done.accept(() -> settled(held, reply, item)),
                    failure -> done.accept(() -> notStored(held, failure, item))));
        }
    }

    @Override
    public void onFailure(@Nullable Throwable cause) {
        Throwable failure = cause != null ? cause : new CompletionException("The body failed without saying why", null);
        HeldClaim held = claim;
        if (held == null) {
            fail(State.BODY, unguarded(), failure);
        } else if (state.compareAndSet(State.BODY, State.SETTLING)) {
            settleFailed(held, failure);
        }
    }

    private void settleFailed(HeldClaim held, Throwable failure) {
        settle(done -> held.fail(failure, reply -> done.accept(() -> {
            fail(State.SETTLING, stored(held, reply, Endings.ofFailure(policy, failure)), failure);
        }), unstored -> done.accept(() -> {
            engine.listener().outcomeNotStored(policy, held.key(), unstored);
            failure.addSuppressed(unstored);
            fail(State.SETTLING, DeliveryOutcome.NOT_STORED, failure);
        })));
    }

    /** Answers at once, since the work may wait for that, and settles when the work ends. */
    private void follow(OuterWork work, HeldClaim held, @Nullable String json, @Nullable T item) {
        try {
            new OuterSettlement(engine, policy, held, json, work, startedAt).follow();
        } catch (Throwable failure) {
            settleFailed(held, failure);
            return;
        }
        settle(done -> done.accept(() -> {
            if (state.compareAndSet(State.SETTLING, State.DONE)) {
                tell(item);
            }
        }));
    }

    /**
     * Settles, and answers where the caller expects it. A caller that may be blocked gets its answer where the body's outcome
     * arrived: on that very thread when it may be held up, as it would without a guard, else on that thread's context, or on a
     * worker.
     *
     * @param settlement is given where to leave the answer, once
     */
    private void settle(Consumer<Consumer<Runnable>> settlement) {
        Caller here = caller.mayBlock() ? callers.current() : caller;
        if (!here.mayBeHeldUp(caller)) {
            settlement.accept(here::execute);
            return;
        }
        CompletableFuture<Runnable> settled = new CompletableFuture<>();
        settlement.accept(settled::complete);
        settled.join().run();
    }

    private void settled(HeldClaim held, SettleReply reply, @Nullable T item) {
        answer(State.SETTLING, stored(held, reply, DeliveryOutcome.COMPLETED), item);
    }

    private void notStored(HeldClaim held, Throwable cause, @Nullable T item) {
        engine.listener().outcomeNotStored(policy, held.key(), cause);
        if (answers.proceedsUnstored()) {
            answer(State.SETTLING, DeliveryOutcome.NOT_STORED, item);
        } else if (isOfConsumer() && cause instanceof StoreClosedException) {
            end(State.SETTLING, DeliveryOutcome.NOT_STORED); // left unsettled, as what is stopped before its body
        } else {
            fail(State.SETTLING, DeliveryOutcome.NOT_STORED, answers.notStored(held.key(), cause));
        }
    }

    private DeliveryOutcome stored(HeldClaim held, SettleReply reply, DeliveryOutcome outcome) {
        if (!BlockingDelivery.lost(reply)) {
            return outcome;
        }
        engine.listener().leaseLost(policy, held.key());
        return DeliveryOutcome.LEASE_LOST;
    }

    private DeliveryOutcome unguarded() {
        if (unguardedAs != null) {
            return unguardedAs;
        }
        return key == null ? event.endingWithoutKey() : DeliveryOutcome.UNGUARDED_NO_STORE;
    }

    @Override
    public void cancel() {
        State before = state.getAndUpdate(current -> current == State.DONE ? current : State.CANCELLED);
        if (before == State.CLAIMING || before == State.BODY) {
            engine.ended(policy, key, DeliveryOutcome.CANCELLED, attempt(), startedAt);
        }
        if (before == State.CLAIMING) {
            stopClaiming();
        } else if (before == State.BODY) {
            HeldClaim held = claim;
            if (held != null) {
                held.abandon();
            }
            UniSubscription subscription = running;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }

    private void stopClaiming() {
        ClaimLoop claiming = loop;
        if (claiming != null) {
            claiming.cancel();
        }
        FirstAnswer answer = first;
        if (answer != null) {
            answer.cancel();
        }
    }

    void refuse(Throwable reason) {
        fail(State.CLAIMING, Endings.ofRefusal(reason), reason);
    }

    private void answer(State from, DeliveryOutcome outcome, @Nullable T item) {
        if (end(from, outcome)) {
            tell(item);
        }
    }

    private void tell(@Nullable T item) {
        RunningBody before = RunningBody.enter(enclosing); // an outcome can arrive in the midst of the body's own stages
        try {
            downstream.onItem(item);
        } finally {
            RunningBody.enter(before);
        }
    }

    private void fail(State from, DeliveryOutcome outcome, Throwable failure) {
        if (end(from, outcome)) {
            RunningBody before = RunningBody.enter(enclosing);
            try {
                downstream.onFailure(failure);
            } finally {
                RunningBody.enter(before);
            }
        }
    }

    private int attempt() {
        HeldClaim held = claim;
        return held == null ? 0 : held.attempt();
    }

    /** {@return whether the downstream is to be told; what was settled counts although nobody may wait for it any more} */
    private boolean end(State from, DeliveryOutcome outcome) {
        boolean awaited = state.compareAndSet(from, State.DONE);
        if (awaited || from == State.SETTLING) {
            engine.ended(policy, key, outcome, attempt(), startedAt);
        }
        return awaited;
    }
}
