package io.quarkiverse.eventidempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a body can know of its own run: its key, and what to hand to the systems behind it.
 * <p>
 * It is there while the body's method runs, and in the stages of the {@code Uni} that it returns, on whatever thread they
 * run: it travels with MicroProfile Context Propagation, as Mutiny's operators use it. A thread that a body starts by itself
 * does not have it.
 */
public abstract class IdempotencyContext {

    /** What runs on one thread. It stays with the thread, since an entry that is removed is made again for each body. */
    private static final class Slot {
        @Nullable
        IdempotencyContext context;
    }

    private static final ThreadLocal<Slot> CURRENT = ThreadLocal.withInitial(Slot::new);

    /** For the extension itself, which makes them. */
    protected IdempotencyContext() {
    }

    /**
     * The context of the body that is running.
     *
     * @throws IllegalStateException if none is: the code was not called by a guarded body, or on a thread that the context does
     *         not travel to
     */
    public static IdempotencyContext current() {
        IdempotencyContext context = CURRENT.get().context;
        if (context == null) {
            throw new IllegalStateException("No guarded body is running here: IdempotencyContext.current() is for bodies of "
                    + "@Idempotent methods and of EventIdempotency, and for the stages of the Uni that they return. Take what "
                    + "is needed of it before going to a thread of one's own.");
        }
        return context;
    }

    /** {@return whether a guarded body is running here, so that there is a {@link #current()} context} */
    public static boolean isActive() {
        return CURRENT.get().context != null;
    }

    /** {@return the context of the body that is running here; {@code null} when none is} */
    protected static @Nullable IdempotencyContext active() {
        return CURRENT.get().context;
    }

    /**
     * Makes a context the current one of this thread.
     *
     * @param context {@code null} for none
     * @return what was current before
     */
    protected static @Nullable IdempotencyContext replace(@Nullable IdempotencyContext context) {
        Slot slot = CURRENT.get();
        IdempotencyContext before = slot.context;
        slot.context = context;
        return before;
    }

    /** {@return the scope of the key; {@code null} for none} */
    public abstract @Nullable String scope();

    /**
     * {@return the idempotency key as it stands in the store; {@code null} when the event has none and its body runs
     * unguarded}
     */
    public abstract @Nullable String key();

    /**
     * Which attempt at the event this is.
     *
     * @return 1 for the first, and one more for each retry or takeover; 0 when the body runs unguarded. Only a count: it starts
     *         again when the record has vanished
     */
    public abstract int attempt();

    /**
     * The number to guard downstream writes with: a later attempt at the same event has a larger one. A system that remembers
     * the largest it has seen, and refuses smaller ones, is not written to by an attempt whose lease has ended.
     *
     * @return the fence, in microseconds of the store's time or its estimate, see {@code fence-strict}; 0 when the body runs
     *         unguarded
     */
    public abstract long fence();

    /**
     * The contexts of the elements of a batch, in the order of the list that the body is called with. The context of the batch
     * itself has no key, attempt or fence.
     *
     * @return this context alone where the body takes one event
     */
    public List<IdempotencyContext> elements() {
        return List.of(this);
    }

    /** {@return whether the body runs guarded: false where it was configured to run without a claim} */
    public abstract boolean isGuarded();

    /**
     * An idempotency key for the next system, such as a payment provider: the same for each attempt at this event, and another
     * one for each event, scope and name.
     *
     * @param name what it is for, so that one body can call several systems
     * @return 64 hexadecimal digits, from which the event's own key cannot be read
     * @throws IllegalStateException if the event has no key
     */
    public String downstreamKey(String name) {
        String key = key();
        if (key == null) {
            throw new IllegalStateException(
                    "The event has no idempotency key, and so none can be derived from it: its body runs "
                            + "unguarded, by on-missing-key=proceed or its KeyResolver, or takes a batch, whose elements() have keys");
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            update(digest, scope());
            update(digest, key);
            update(digest, name);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** With its length, so that no two lists of parts are one text. */
    private static void update(MessageDigest digest, @Nullable String part) {
        byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part == null ? -1 : bytes.length).array());
        digest.update(bytes);
    }
}
