package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.Keys;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Answers;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.HeldKey;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Refusals;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.WorkEnd;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/**
 * One delivery whose record is a row of the transaction that it is called in. Its driver takes the steps in this order:
 *
 * <pre>
 *   claim ------ null, an unguarded handler -------------.
 *     |                                                  v
 *     v                                    true       the body
 *   the database's reply --> runsBody(reply) ------>     |
 *                               | false                  |--item--> result, to be stored before ended()
 *                               v                        '--failure--> failed(): the row is withdrawn if isClaimed()
 *                             answer
 * </pre>
 *
 * A step that throws ends the delivery. The end of a claimed one is reported when its transaction has ended.
 *
 * @param <T> the type of the result
 */
public final class RowDelivery<T extends @Nullable Object> implements HeldKey, Consumer<WorkEnd> {

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<RowDelivery> ENDS = AtomicIntegerFieldUpdater
            .newUpdater(RowDelivery.class, "ends");

    private final Handler<T> handler;
    private final EventIdentity event;
    private final @Nullable RunningBody enclosing;
    private final long startedAt;
    private final RowSteps steps;

    private @Nullable String key;
    private @Nullable DeliveryOutcome unguardedAs;
    private @Nullable T answer;
    private boolean claimed;
    private volatile boolean open;

    /** How many of the two have ended, the body and the transaction. */
    private volatile int ends;
    private boolean completed;
    private boolean cancelled;
    private boolean committed;
    private @Nullable DeliveryFailure failure;
    private @Nullable TraceContext trace;

    /** @param enclosing the body that the handler is called from; {@code null} for none */
    public RowDelivery(Handler<T> handler, EventIdentity event, @Nullable RunningBody enclosing) {
        this.handler = handler;
        this.event = event;
        this.enclosing = enclosing;
        this.startedAt = engine().clock().nanoTime();
        this.steps = new RowSteps(policy().counters(), engine().clock());
    }

    /** {@return the claim to send; {@code null} when the body runs unguarded} */
    public @Nullable RowClaim claim(RowTerms terms) {
        trace = engine().options().traces().current();
        try {
            String taken = answers().key(event);
            if (taken == null) {
                return null;
            }
            key = taken = Keys.inTable(taken);
            RunningBody holder = enclosing == null ? null : enclosing.holderOf(storeKey());
            if (holder != null && decided(refusals().outcome(refusals().nestedIn(holder.method())))) {
                return null;
            }
            return new RowClaim(terms, taken, event.ttlMillis() > 0 ? event.ttlMillis() : policy().ttlMillis(), eventId(),
                    event.eventType(), event.fingerprint(), trace);
        } catch (Throwable e) {
            throw refused(e);
        }
    }

    private @Nullable String eventId() {
        return policy().keyForm().shownId(event.eventId());
    }

    /**
     * Takes the reply to the claim.
     *
     * @return whether the body is to run; if not, {@link #answer()} is the answer
     */
    public boolean runsBody(RowClaim claim, RowReply reply, OuterWork work) {
        try {
            if (reply.waited()) {
                long nanos = engine().clock().nanoTime() - startedAt;
                engine().met(policy(), key, DeliveryIncident.WAIT);
                steps.waited(nanos);
                engine().listener().waited(policy(), claim.key(), nanos);
            } else {
                steps.claimed(startedAt);
            }
            switch (reply.kind()) {
                case CLAIMED -> {
                    work.whenDecided(this);
                    claimed = true;
                    open = true;
                    engine().listener().claimed(policy(), claim.key(), eventId(), claim.trace(), 1, null);
                    return true;
                }
                case IN_FLIGHT -> {
                    return decided(refusals().besideTransaction(claim.terms().waitMillis()));
                }
                case CONFLICT -> throw refusals().undoneByDatabase();
                default -> {
                    return decided(refusals().found(ClaimReply.duplicate(Objects.requireNonNull(reply.row())),
                            event.fingerprint()));
                }
            }
        } catch (Throwable e) {
            throw refused(e);
        }
    }

    /** {@return whether the body runs, unguarded; else there is an answer} */
    private boolean decided(Object decision) throws Throwable {
        if (decision instanceof Throwable reason) {
            throw reason;
        }
        if (decision instanceof ClaimReply duplicate) {
            String found = Objects.requireNonNull(key);
            RecordContent record = Objects.requireNonNull(duplicate.record());
            engine().listener().duplicate(policy(), found, trace, record);
            answer = answers().duplicate(found, record);
            answers().answered();
            report(answers().duplicateOutcome());
            return false;
        }
        unguardedAs = (DeliveryOutcome) decision;
        if (unguardedAs == DeliveryOutcome.IN_FLIGHT_SKIPPED) {
            answer = answers().mapping().empty();
            report(unguardedAs);
            return false;
        }
        return true;
    }

    /** {@return the answer to a delivery whose body does not run} */
    public @Nullable T answer() {
        return answer;
    }

    /** {@return whether the transaction contains a row of this delivery} */
    public boolean isClaimed() {
        return claimed;
    }

    /** {@return the context that the body runs in, which is called now} */
    public RunningBody body() {
        steps.bodyBegins();
        return new RunningBody(policy(), key, claimed ? this : null, enclosing);
    }

    /**
     * The result to store in the row, of a body that has ended well.
     *
     * @return the result as JSON; {@code null} when no duplicate needs it
     */
    public @Nullable String result(@Nullable T item) {
        steps.bodyOver(DeliveryStep.BODY_COMPLETED);
        return claimed && policy().resultNeeded() ? answers().encode(Objects.requireNonNull(key), item) : null;
    }

    /** The body has ended well, and its result is stored. */
    public void ended() {
        steps.bodyOver(DeliveryStep.BODY_COMPLETED);
        completed = true;
        bodyEnded();
    }

    /** The body has failed, or its result could not be stored. */
    public void failed(Throwable reason) {
        steps.bodyOver(DeliveryStep.BODY_FAILED);
        failure = DeliveryFailure.of(reason);
        bodyEnded();
    }

    /** The delivery is cancelled, and its transaction does not commit. */
    public void cancelled() {
        if (claimed) {
            cancelled = true;
            bodyEnded();
        } else {
            report(DeliveryOutcome.CANCELLED);
        }
    }

    /** The body is about to be reported as failed, once its row is withdrawn. */
    void fails() {
        steps.bodyOver(DeliveryStep.BODY_FAILED);
    }

    private void bodyEnded() {
        open = false;
        if (claimed) {
            oneEnded(false);
        } else {
            report(unguardedAs != null ? unguardedAs : event.endingWithoutKey());
        }
    }

    /** The transaction has ended: on any thread, and before the body where it timed out. */
    @Override
    public void accept(WorkEnd end) {
        committed = end == WorkEnd.STANDS;
        oneEnded(committed);
    }

    /** @param stored whether what the body did is stored now */
    private void oneEnded(boolean stored) {
        if (ENDS.incrementAndGet(this) == 2) {
            if (stored && completed) {
                steps.settled();
            }
            report(cancelled ? DeliveryOutcome.CANCELLED
                    : completed && committed ? DeliveryOutcome.COMPLETED : DeliveryOutcome.FAILED);
        }
    }

    private void report(DeliveryOutcome outcome) {
        engine().ended(policy(), key, eventId(), trace, outcome, claimed ? 1 : 0, startedAt, failure);
    }

    /** Ends the delivery: its claim has failed. {@return the exception to throw} */
    public RuntimeException notClaimed(Throwable cause) {
        return refused(refusals().rowNotClaimed(cause));
    }

    /** Ends the delivery: its result could not be stored. {@return the exception to throw} */
    public RuntimeException notCompleted(Throwable cause) {
        failed(cause);
        return refusals().rowNotCompleted(cause);
    }

    /** Its body has not run. */
    private RuntimeException refused(Throwable reason) {
        failure = DeliveryFailure.of(reason);
        report(Refusals.ending(reason));
        return RowDelivery.<RuntimeException> unchanged(reason);
    }

    @SuppressWarnings("unchecked") // the compiler is made to believe so
    private static <E extends Throwable> RuntimeException unchanged(Throwable reason) throws E {
        throw (E) reason;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public String storeKey() {
        return policy().keyPrefix().concat(Objects.requireNonNull(key));
    }

    @Override
    public int attempt() {
        return 1;
    }

    /** A crash is a rollback: there is no takeover that a fence could order. */
    @Override
    public long fence() {
        return 0;
    }

    private Refusals refusals() {
        return new Refusals(engine(), policy(), Objects.requireNonNull(key));
    }

    private Answers<T> answers() {
        return handler.answers();
    }

    private GuardPolicy policy() {
        return handler.policy();
    }

    private IdempotencyEngine engine() {
        return handler.engine();
    }
}
