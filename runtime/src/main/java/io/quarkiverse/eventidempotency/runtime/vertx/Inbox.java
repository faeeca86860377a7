package io.quarkiverse.eventidempotency.runtime.vertx;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * A queue that any thread adds to and one event loop empties, a batch at a time. Free of locks and allocation.
 *
 * @param <E> the type of its entries
 */
public final class Inbox<E extends Inbox.Entry<E>> {

    /** The last entry that was added; each refers to the one before it. */
    private final AtomicReference<@Nullable E> last = new AtomicReference<>();

    /**
     * An entry, which is in one inbox at most.
     *
     * @param <E> its own type
     */
    public abstract static class Entry<E> {

        private @Nullable E neighbour;

        /** {@return the next entry of the batch, which this one is then no part of any more} */
        public @Nullable E detach() {
            E next = neighbour;
            neighbour = null;
            return next;
        }
    }

    /** Adds an entry; {@return whether it is the first of a batch, so that the event loop has to be woken} */
    public boolean add(E entry) {
        E before;
        do {
            before = last.get();
            ((Entry<E>) entry).neighbour = before;
        } while (!last.compareAndSet(before, entry));
        return before == null;
    }

    /** Takes all entries; {@return the first that was added} */
    public @Nullable E take() {
        E entry = last.getAndSet(null);
        E after = null;
        while (entry != null) {
            E before = ((Entry<E>) entry).neighbour;
            ((Entry<E>) entry).neighbour = after;
            after = entry;
            entry = before;
        }
        return after;
    }
}
