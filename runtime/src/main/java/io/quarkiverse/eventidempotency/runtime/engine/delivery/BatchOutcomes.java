package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;

/**
 * The outcome of each element of a batch. An element whose key another one has, too, gets that one's.
 *
 * @param <T> the type of an element's result
 */
final class BatchOutcomes<T extends @Nullable Object> {

    /** How the outcome of the first element with a key applies to the others with that key. */
    enum Sharing {
        OF_RESULT,
        /** Another delivery processes the event. */
        SKIPPED,
        /** The store knows better: a newer owner's record stands, or none. */
        NOT_STORED
    }

    private final Batch<T> batch;
    private final Handler<T> handler;
    private final BatchEvents events;
    /** The index of the first element with the same key. */
    private final int[] first;
    private final @Nullable Object[] results;
    private final @Nullable Throwable[] failures;
    private final Sharing[] sharings;

    BatchOutcomes(Batch<T> batch, BatchEvents events) {
        this.batch = batch;
        this.handler = batch.handler;
        this.events = events;
        this.first = new int[events.size()];
        this.results = new Object[first.length];
        this.failures = new Throwable[first.length];
        this.sharings = new Sharing[first.length];
    }

    /** {@return the indices of the elements that are delivered: not those without an identity, or with another one's key} */
    List<Integer> delivered() {
        Map<String, Integer> known = new HashMap<>();
        List<Integer> delivered = new ArrayList<>(first.length);
        for (int i = 0; i < first.length; i++) {
            EventIdentity event = events.identities().get(i);
            first[i] = i;
            if (event == null) {
                failures[i] = events.keyFailures().get(i);
                continue;
            }
            String key = event.key();
            Integer before = key == null || key.isEmpty() || handler.policy().observe() ? null : known.putIfAbsent(key, i);
            if (before == null) {
                delivered.add(i);
            } else {
                first[i] = before;
            }
        }
        return delivered;
    }

    void ended(int index, @Nullable T item, @Nullable Throwable failure, Sharing sharing) {
        results[index] = item;
        failures[index] = failure;
        sharings[index] = sharing;
    }

    /**
     * Gives the elements whose keys others have the outcomes of those, which are known.
     *
     * @return the indices of those that are to be delivered all the same, since only the store has the record that answers
     *         them
     */
    List<Integer> repeated() {
        List<Integer> late = new ArrayList<>();
        Map<Integer, Integer> lateFor = new HashMap<>();
        for (int i = 0; i < first.length; i++) {
            int before = first[i];
            if (before == i) {
                continue;
            }
            if (isAnswered(i, before)) {
                first[i] = i;
                repeat(i, before);
            } else {
                Integer delivered = lateFor.putIfAbsent(before, i);
                first[i] = delivered == null ? i : delivered;
                if (delivered == null) {
                    late.add(i);
                }
            }
        }
        return late;
    }

    private boolean isAnswered(int index, int before) {
        Throwable failure = failures[before];
        if (failure instanceof IdempotencyKeyReusedException) { // the record can be that of this one
            return Objects.equals(events.identity(before).fingerprint(), events.identity(index).fingerprint());
        }
        Sharing sharing = sharings[before];
        return sharing != Sharing.NOT_STORED
                && (failure != null || sharing != Sharing.OF_RESULT || handler.policy().onDuplicate() != OnDuplicate.FAIL);
    }

    private void repeat(int index, int before) {
        EventIdentity event = events.identity(index);
        String key = handler.policy().keyForm().stored(Objects.requireNonNull(event.key()));
        Throwable failure = failures[before];
        String fingerprint = events.identity(before).fingerprint();
        DeliveryOutcome outcome;
        if (failure != null) {
            failures[index] = failure;
            outcome = failure instanceof IdempotencyException ? Refusals.ending(failure) : DeliveryOutcome.FAILED;
        } else if (sharings[before] == Sharing.SKIPPED) {
            results[index] = results[before];
            outcome = DeliveryOutcome.IN_FLIGHT_SKIPPED;
        } else if (fingerprint != null && !fingerprint.equals(event.fingerprint())) {
            failures[index] = new Refusals(handler.engine(), handler.policy(), key).reused();
            outcome = DeliveryOutcome.KEY_REUSED;
        } else {
            results[index] = handler.policy().onDuplicate() == OnDuplicate.SKIP ? handler.answers().mapping().empty()
                    : results[before];
            outcome = handler.answers().duplicateOutcome();
        }
        handler.engine().ended(handler.policy(), key, handler.policy().keyForm().shownId(event.eventId()),
                batch.elementTrace(), outcome, 0,
                handler.engine().clock().nanoTime(),
                failures[index] == null ? null : DeliveryFailure.of(failures[index]));
    }

    /**
     * {@return why the batch fails; {@code null} when no element has failed}
     *
     * @param whole the failure of the body for all elements of a call; {@code null} for none
     */
    @Nullable
    Throwable failure(@Nullable Throwable whole) {
        Map<Integer, Throwable> failed = new TreeMap<>();
        for (int i = 0; i < failures.length; i++) {
            Throwable failure = failures[i];
            if (failure != null) {
                failed.put(i, failure);
            }
        }
        if (failed.isEmpty()) {
            return null;
        }
        // where others have not failed, a consumer's message is rejected for those that have
        if (whole != null && (failed.size() == failures.length || !handler.policy().patient())) {
            failed.values().stream().distinct().filter(other -> other != whole).forEach(whole::addSuppressed);
            return whole;
        }
        return BatchItemFailures.of(" [scope: " + handler.policy().scope() + "]", failed, results());
    }

    /** {@return the results in the order of the events, with {@code null} for those that failed} */
    @SuppressWarnings("unchecked") // the elements' own
    List<T> results() {
        return (List<T>) Arrays.asList(results);
    }

    /**
     * The failure of a body that reports failed elements which do not fit those that it was called with.
     *
     * @param called how many those are
     * @return {@code null} when they fit
     */
    @Nullable
    Throwable misreported(BatchItemFailures reported, int called) {
        List<?> others = reported.results();
        return reported.failures().lastKey() < called
                && (others == null ? !events.withResults() : others.size() == called) ? null
                        : new IllegalStateException(handler.policy().method() + " was called with " + called
                                + " elements, and reported the elements " + reported.failures().keySet()
                                + " as failed with " + (others == null ? "no results" : others.size() + " results")
                                + ": report indices of the list that it was called with, and one result for each element"
                                + " [scope: " + handler.policy().scope() + "]", reported);
    }
}
