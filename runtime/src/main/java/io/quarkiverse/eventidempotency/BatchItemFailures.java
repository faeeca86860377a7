package io.quarkiverse.eventidempotency;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when some elements of a batch have failed. The completions of the other elements are stored, and a redelivery of the
 * batch skips them.
 * <p>
 * A handler throws it to report single elements: each of them is stored as failed and may run again, and the others are
 * completed. A guarded batch throws it to its caller, with all elements that failed, by the handler or since they could not be
 * claimed or settled.
 */
public final class BatchItemFailures extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_NAMED = 5;

    /** By index, never empty. */
    private final TreeMap<Integer, Throwable> failures;

    private final transient @Nullable List<?> results;

    /** Whether a guarded batch has made it for its caller. */
    private final boolean ofGuardedBatch;

    /**
     * For a handler that returns nothing.
     *
     * @param failures the reason for each element that failed, by its index in the list that the handler was called with, from
     *        0 on
     * @throws IllegalArgumentException if it is empty, or contains a negative index or no reason for one
     */
    public BatchItemFailures(Map<Integer, ? extends Throwable> failures) {
        this("", failures, null, false);
    }

    /**
     * For a handler that returns results.
     *
     * @param failures the reason for each element that failed, by its index in the list that the handler was called with, from
     *        0 on
     * @param results one for each element of that list; what stands in the place of a failed one is ignored
     * @throws IllegalArgumentException if {@code failures} is empty, or contains a negative index or no reason for one
     */
    public BatchItemFailures(Map<Integer, ? extends Throwable> failures, List<?> results) {
        this("", failures, results, false);
    }

    private BatchItemFailures(String place, Map<Integer, ? extends Throwable> failures, @Nullable List<?> results,
            boolean ofGuardedBatch) {
        super(message(place, new TreeMap<>(failures)),
                failures.values().stream().filter(Objects::nonNull).findFirst().orElse(null));
        this.failures = new TreeMap<>(failures);
        if (failures.isEmpty() || this.failures.firstKey() < 0) {
            throw new IllegalArgumentException("Failures of a batch need at least one index, from 0 on: " + failures.keySet());
        }
        this.failures.forEach((index, reason) -> {
            if (reason == null) {
                throw new IllegalArgumentException("The failure of the element " + index + " is null: give the reason");
            }
        });
        this.ofGuardedBatch = ofGuardedBatch;
        this.results = results == null ? null : Collections.unmodifiableList(new ArrayList<>(results));
    }

    /**
     * The failures of a guarded batch. Made by the extension.
     *
     * @param place the batch, as the message names it
     */
    public static BatchItemFailures of(String place, Map<Integer, ? extends Throwable> failures, List<?> results) {
        return new BatchItemFailures(place, failures, results, true);
    }

    private static String message(String place, SortedMap<Integer, Throwable> failures) {
        return failures.size() + (failures.size() == 1 ? " element" : " elements") + " of the batch failed" + place + ": "
                + failures.entrySet().stream().limit(MOST_NAMED).map(failure -> failure.getKey() + " ("
                        + text(failure.getValue()) + ")").collect(Collectors.joining(", "))
                + (failures.size() > MOST_NAMED ? ", …" : "");
    }

    /** The failure is the handler's own, and so is what its message does. */
    private static String text(Throwable failure) {
        try {
            return String.valueOf(failure);
        } catch (RuntimeException e) {
            return failure.getClass().getName() + ", whose text failed with " + e.getClass().getName();
        }
    }

    /**
     * {@return the reason for each element that failed, by its index: in the list that the handler was called with where the
     * handler throws this, in the whole batch where a guarded batch does. Never empty}
     */
    public SortedMap<Integer, Throwable> failures() {
        return Collections.unmodifiableSortedMap(failures);
    }

    /**
     * {@return whether a guarded batch has thrown it to its caller. A handler that passes on the one of another batch fails for
     * all of its elements: the indices are not those of its own list}
     */
    public boolean isOfGuardedBatch() {
        return ofGuardedBatch;
    }

    /**
     * {@return the results, in the same order, with {@code null} for elements that failed; {@code null} where there are none,
     * and after serialization}
     */
    public @Nullable List<?> results() {
        return results;
    }
}
