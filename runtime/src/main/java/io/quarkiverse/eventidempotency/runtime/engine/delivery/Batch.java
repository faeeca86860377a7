package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.BatchElement.Stage;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.BatchOutcomes.Sharing;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/**
 * The delivery of several events to one body.
 *
 * <pre>
 *   all keys are asked for --each is claimed, answered, or waits--> the body, with those that are claimed
 *          ^                                                           |
 *          |                                              one settlement for each
 *          |                                                           v
 *          '--------- those that waited and are claimed now <--- answered, once all have ended
 * </pre>
 *
 * The body never waits for elements that wait for other owners: two batches with the same keys in opposite order both end.
 * An element whose key another element has, too, gets that one's result. All methods are called by
 * {@linkplain BatchSteps steps} of the batch, one after another, unless they say otherwise.
 *
 * @param <T> the type of an element's result
 */
abstract class Batch<T extends @Nullable Object> {

    final Handler<T> handler;
    final @Nullable OuterWork outer;
    final @Nullable RunningBody enclosing;
    final BatchSteps steps = new BatchSteps();

    /** The span that the batch was delivered in; {@code null} for none. */
    private final @Nullable TraceContext trace;
    private final BatchEvents events;
    private final BatchOutcomes<T> outcomes;
    private final List<BatchElement<T>> elements = new ArrayList<>();
    private final List<BatchElement<T>> joined = new ArrayList<>();
    private List<BatchElement<T>> round = List.of();
    private int unsettled;
    private int undecided;
    private int open;
    private boolean bodyRuns;
    private long bodyBeganAt;
    /** Whether a thread is not to be held for the store's answers any more. */
    private boolean storeAway;
    private boolean over;
    private @Nullable Throwable givenUp;
    private @Nullable Throwable bodyFailure;
    private @Nullable DeliveryStopped stopped;

    Batch(Handler<T> handler, BatchEvents events, @Nullable OuterWork outer, @Nullable RunningBody enclosing) {
        this.handler = handler;
        this.events = events;
        this.outer = outer;
        this.enclosing = enclosing;
        this.trace = handler.engine().options().traces().current();
        this.outcomes = new BatchOutcomes<>(this, events);
    }

    /** {@return the part of one element in the span of the batch; {@code null} for none} */
    final @Nullable TraceContext elementTrace() {
        return trace == null ? null : handler.engine().options().traces().element(trace);
    }

    /** Calls the body, which ends with {@link #bodyEnded} or {@link #bodyFailed} in a step. */
    abstract void callBody(int[] chosen, RunningBody running);

    /** {@return why the body is not to be called any more; {@code null} while it is} */
    @Nullable
    Throwable refusal() {
        return steps.rejection();
    }

    /** Asked on any thread. {@return whether an element may wait for another owner} */
    abstract boolean mayWait();

    /** {@return whether a batch that the engine's end stops is left unsettled, so that its broker delivers it again} */
    abstract boolean leavesUnsettled();

    abstract void tell(List<T> all);

    abstract void tellFailure(Throwable failure);

    abstract void tellStopped(DeliveryStopped reason);

    /** Asks for all keys in one go. Called by the thread that made the batch. */
    final void start() {
        ask(outcomes.delivered());
    }

    private void ask(List<Integer> indices) {
        List<BatchElement<T>> asked = new ArrayList<>(indices.size());
        for (int index : indices) {
            asked.add(new BatchElement<>(this, index, events.identity(index)));
        }
        elements.addAll(asked);
        undecided += asked.size();
        open += asked.size();
        asked.forEach(BatchElement::start);
        proceed();
    }

    /** {@return whether something is to come soon: an answer of the store, and not another owner's end or the body's} */
    final boolean awaitsStore() {
        return !over && !storeAway && (undecided > 0 || unsettled > 0 && !bodyRuns);
    }

    final boolean isOver() {
        return over;
    }

    final void joined(BatchElement<T> element) {
        decided(element, Stage.JOINED);
        if (givenUp != null) {
            element.giveUp(givenUp);
            return;
        }
        joined.add(element);
        proceed();
    }

    final void waits(BatchElement<T> element) {
        if (element.stage == Stage.ASKED) {
            decided(element, Stage.WAITS);
            proceed();
        }
    }

    final void waitsForStore() {
        storeAway = true;
    }

    final void ended(BatchElement<T> element, @Nullable T item, @Nullable Throwable failure, Sharing sharing) {
        outcomes.ended(element.index, item, failure, sharing);
        over(element);
    }

    final void stopped(BatchElement<T> element, DeliveryStopped reason) {
        stopped = reason;
        over(element);
    }

    private void over(BatchElement<T> element) {
        if (element.stage == Stage.RUNS) {
            unsettled--;
        }
        decided(element, Stage.ENDED);
        open--;
        proceed();
    }

    private void decided(BatchElement<T> element, Stage stage) {
        if (element.stage == Stage.ASKED) {
            undecided--;
        }
        element.stage = stage;
    }

    private void proceed() {
        if (over || undecided > 0 || unsettled > 0) {
            return;
        }
        if (!joined.isEmpty()) {
            confirm();
        } else if (open == 0) {
            List<Integer> late = stopped != null ? List.of() : outcomes.repeated();
            if (late.isEmpty()) {
                finish();
            } else {
                ask(late);
            }
        }
    }

    private void confirm() {
        long now = handler.engine().clock().nanoTime();
        List<BatchElement<T>> old = joined.stream().filter(element -> element.isOld(now)).toList();
        if (old.isEmpty()) {
            begin();
            return;
        }
        joined.removeAll(new HashSet<>(old));
        undecided += old.size();
        old.forEach(element -> element.stage = Stage.ASKED);
        old.forEach(BatchElement::confirm);
    }

    private void begin() {
        Throwable refused = refusal();
        if (refused != null) {
            giveUp(refused);
            return;
        }
        joined.sort(Comparator.comparingInt(element -> element.index));
        round = List.copyOf(joined);
        joined.clear();
        unsettled = round.size();
        round.forEach(element -> element.stage = Stage.RUNS);
        int[] chosen = round.stream().mapToInt(element -> element.index).toArray();
        List<RunningBody> bodies = round.stream().map(element -> Objects.requireNonNull(element.running)).toList();
        bodyRuns = true;
        bodyBeganAt = handler.policy().counters().begins(handler.engine().clock());
        callBody(chosen, new RunningBody(handler.policy(), bodies, enclosing));
    }

    /** @param returned one result for each element that the body was called with; not looked at where there are no results */
    final void bodyEnded(@Nullable List<? extends T> returned) {
        List<T> items = null;
        if (events.withResults()) {
            try {
                items = returned == null ? null : new ArrayList<>(returned);
            } catch (Throwable e) { // out of the list, which is the body's own
                bodyFailed(e);
                return;
            }
            if (items == null || items.size() != round.size()) {
                bodyFailed(new IllegalStateException(handler.policy().method() + " was called with " + round.size()
                        + " elements and returned " + (items == null ? "null" : items.size() + " results")
                        + ": return one result for each element, in their order [scope: "
                        + handler.policy().scope() + "]"));
                return;
            }
        }
        share(Map.of(), items);
    }

    /** @param all the results of those that have not failed; {@code null} where there are none */
    @SuppressWarnings("unchecked") // the body's own
    private void share(Map<Integer, Throwable> reasons, @Nullable List<?> all) {
        bodyOver(reasons.isEmpty() ? DeliveryStep.BODY_COMPLETED : DeliveryStep.BODY_FAILED);
        List<BatchElement<T>> ended = round;
        for (int i = 0; i < ended.size(); i++) {
            Throwable reason = reasons.get(i);
            if (reason != null) {
                ended.get(i).bodyFailed(reason);
            } else {
                ended.get(i).bodyEnded(all == null ? handler.answers().mapping().empty() : (T) all.get(i));
            }
        }
    }

    final void bodyFailed(Throwable reason) {
        if (reason instanceof BatchItemFailures single && !single.isOfGuardedBatch()) {
            itemsFailed(single);
            return;
        }
        bodyOver(DeliveryStep.BODY_FAILED);
        // not that of another batch, whose indices would be mistaken for this one's
        if (bodyFailure == null && !(reason instanceof BatchItemFailures)) {
            bodyFailure = reason;
        }
        round.forEach(element -> element.bodyFailed(reason));
    }

    private void bodyOver(DeliveryStep run) {
        bodyRuns = false;
        handler.policy().counters().ended(run, bodyBeganAt, handler.engine().clock());
    }

    private void itemsFailed(BatchItemFailures reported) {
        Throwable misreported = outcomes.misreported(reported, round.size());
        if (misreported != null) {
            bodyFailed(misreported);
        } else {
            share(reported.failures(), reported.results());
        }
    }

    /** Ends what has not begun: what waits is cancelled, and what is held for the body is released. */
    final void giveUp(Throwable reason) {
        givenUp = reason;
        List<BatchElement<T>> held = List.copyOf(joined);
        joined.clear();
        held.forEach(element -> element.giveUp(reason));
    }

    /** {@return the elements that are asked for, or wait} */
    final List<BatchElement<T>> waiting() {
        return elements.stream().filter(element -> element.stage == Stage.ASKED || element.stage == Stage.WAITS).toList();
    }

    /** {@return the elements that the body runs for} */
    final List<BatchElement<T>> running() {
        return bodyRuns ? round : List.of();
    }

    private void finish() {
        over = true;
        Throwable failure = outcomes.failure(bodyFailure);
        if (stopped != null) {
            tellStopped(stopped);
        } else if (failure != null) {
            tellFailure(failure);
        } else {
            tell(outcomes.results());
        }
    }

}
