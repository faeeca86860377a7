package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.HeldClaim;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * The claims of this process that wait for the owner of their key, by that key.
 * <p>
 * While the owner is in this process and its lease is renewed, none of them asks the store: its settlement wakes them. Of an
 * owner elsewhere one waiter asks for all. When the owner fails, one waiter claims, and the others wait for that one.
 */
public final class WaitingClaims {

    /** A claim whose key is in flight. */
    public interface Waiter {

        /** It is this waiter's turn to ask the store. */
        void turn();

        /** The owner's work waits for the end of other work: check whether that is the waiter's own. */
        void recheck();

        /** The answer is known. The waiter waits no more. */
        void answered(ClaimReply reply);

        /** {@return the fingerprint of its event; {@code null} for none} */
        @Nullable
        String fingerprint();
    }

    /** The waiters of one key. Changed within {@link Map#compute} alone. */
    private static final class Line {

        final Set<Waiter> waiters = new LinkedHashSet<>();
        /** The waiter that asks the store for all; {@code null} while none has to. */
        volatile @Nullable Waiter asker;
        /** Whether a thread is giving turns. */
        boolean giving;
        /** Whether that thread has one more to give. */
        boolean more;

        /** {@return the asker, which asks once more if it does so at present, or the first of the others} */
        @Nullable
        Waiter next() {
            if (asker == null && !waiters.isEmpty()) {
                asker = waiters.iterator().next();
            }
            return asker;
        }
    }

    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final LeaseKeeper leases;

    public WaitingClaims(LeaseKeeper leases) {
        this.leases = leases;
    }

    public boolean isAny() {
        return !lines.isEmpty();
    }

    /** {@return whether the key is known to be in flight, for an event with the same fingerprint} */
    public boolean isInFlight(ClaimRequest request, long now) {
        HeldClaim held = leases.held(request.storeKey(), now);
        if (held != null && !held.isGivenUp()) {
            return Objects.equals(held.fingerprint(), request.fingerprint());
        }
        Line line = lines.isEmpty() ? null : lines.get(request.storeKey());
        Waiter asker = line == null ? null : line.asker;
        return asker != null && Objects.equals(asker.fingerprint(), request.fingerprint());
    }

    /**
     * Lets a waiter wait, which may do so already.
     *
     * @return whether it asks the store now and then; otherwise it waits for its turn, or an answer
     */
    public boolean enter(String storeKey, Waiter waiter, long now) {
        boolean[] asks = new boolean[1];
        HeldClaim[] owner = new HeldClaim[1];
        lines.compute(storeKey, (key, known) -> {
            Line line = known == null ? new Line() : known;
            line.waiters.add(waiter);
            owner[0] = leases.held(key, now);
            if (owner[0] != null) { // else it was settled before, and this waiter is not woken
                line.asker = line.asker == waiter ? null : line.asker;
            } else if (line.asker == null) {
                line.asker = waiter;
            }
            asks[0] = line.asker == waiter;
            return line;
        });
        if (owner[0] != null && leases.held(storeKey, now) != owner[0]) {
            giveTurns(storeKey); // settled meanwhile, perhaps without seeing this waiter
        }
        return asks[0];
    }

    public void leave(String storeKey, Waiter waiter) {
        if (acquired(storeKey, waiter)) {
            giveTurns(storeKey);
        }
    }

    /**
     * The waiter has acquired the key. The others wait for it.
     *
     * @return whether it was the one that asks the store
     */
    public boolean acquired(String storeKey, Waiter waiter) {
        boolean[] asked = new boolean[1];
        lines.computeIfPresent(storeKey, (key, line) -> {
            line.waiters.remove(waiter);
            if (line.asker == waiter) {
                line.asker = null;
                asked[0] = true;
            }
            return line.waiters.isEmpty() ? null : line;
        });
        return asked[0];
    }

    /** The store has failed a waiter. Each asks for itself, since each has its own time for that. */
    public void failed(String storeKey, Waiter waiter) {
        Line line = lines.remove(storeKey);
        if (line != null) {
            for (Waiter other : line.waiters) {
                if (other != waiter) {
                    guarded(other::turn);
                }
            }
        }
    }

    /**
     * The store has answered a waiter. The answer is the same for all whose event has the same fingerprint, unless the value
     * is not the record of the waiter's key: a flat key can equal the scope and key of another event.
     */
    public void answered(ClaimRequest request, Waiter waiter, ClaimReply reply) {
        if (reply.kind() == ClaimReply.Kind.FOREIGN) {
            leave(request.storeKey(), waiter);
            return;
        }
        List<Waiter> alike = new ArrayList<>();
        lines.computeIfPresent(request.storeKey(), (key, line) -> {
            line.waiters.remove(waiter);
            line.asker = line.asker == waiter ? null : line.asker;
            line.waiters.removeIf(other -> other != line.asker
                    && Objects.equals(other.fingerprint(), request.fingerprint()) && alike.add(other));
            return line.waiters.isEmpty() ? null : line;
        });
        for (Waiter other : alike) {
            guarded(() -> other.answered(reply));
        }
        giveTurns(request.storeKey());
    }

    /**
     * The owner in this process has settled, or its lease is not renewed any more.
     *
     * @param completed the answer for its waiters; {@code null} when the store has to be asked
     */
    public void settled(String storeKey, @Nullable ClaimReply completed) {
        if (lines.isEmpty()) {
            return;
        }
        if (completed == null) {
            giveTurns(storeKey);
            return;
        }
        Line line = lines.remove(storeKey);
        if (line != null) {
            for (Waiter waiter : line.waiters) {
                guarded(() -> waiter.answered(completed));
            }
        }
    }

    /** The owner in this process waits for the end of the work that its body was called in. */
    public void recheck(String storeKey) {
        Line line = lines.isEmpty() ? null : lines.get(storeKey);
        if (line == null) {
            return;
        }
        List<Waiter> all = new ArrayList<>();
        lines.computeIfPresent(storeKey, (key, known) -> {
            all.addAll(known.waiters);
            return known;
        });
        for (Waiter waiter : all) {
            guarded(waiter::recheck);
        }
    }

    /** One turn at a time; one that ends at once is followed by the next here, and not inside it. */
    private void giveTurns(String storeKey) {
        Line line = lines.get(storeKey);
        while (line != null) {
            Waiter next = next(storeKey, line);
            if (next == null) {
                return;
            }
            guarded(next::turn);
            if (!hasMore(storeKey, line)) {
                return;
            }
        }
    }

    private @Nullable Waiter next(String storeKey, Line line) {
        Waiter[] next = new Waiter[1];
        lines.computeIfPresent(storeKey, (key, known) -> {
            if (known != line) {
                return known;
            }
            if (line.giving) {
                line.more = true;
            } else {
                next[0] = line.next();
                line.giving = next[0] != null;
            }
            return known;
        });
        return next[0];
    }

    private boolean hasMore(String storeKey, Line line) {
        boolean[] more = new boolean[1];
        lines.computeIfPresent(storeKey, (key, known) -> {
            if (known == line) {
                more[0] = line.more;
                line.more = false;
                line.giving = false;
            }
            return known;
        });
        return more[0];
    }

    /** A waiter that fails must not keep the others from being woken, nor fail the one that wakes it. */
    private static void guarded(Runnable news) {
        try {
            news.run();
        } catch (Throwable e) {
            Infrastructure.handleDroppedException(e);
        }
    }
}
