package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.Uni;

/** A store that writes down each step, and can be away, lose its replies or hold them back. */
public final class ObservedStore implements IdempotencyStore {

    private final IdempotencyStore store;
    private final List<String> steps = new ArrayList<>();
    private final List<ClaimRequest> claims = new ArrayList<>();
    private final List<String> renewed = new ArrayList<>();
    private final Deque<Runnable> heldReplies = new ArrayDeque<>();
    private final List<Consumer<@Nullable String>> listeners = new ArrayList<>();
    private boolean away;
    private boolean closed;
    private int losesReplies;
    private boolean breaks;
    private boolean holdsReplies;
    private boolean losesHeldReplies;

    public ObservedStore(IdempotencyStore store) {
        this.store = store;
    }

    public List<String> steps() {
        return steps;
    }

    public List<ClaimRequest> claims() {
        return claims;
    }

    /** {@return the keys of the records that were renewed, in that order} */
    public List<String> renewed() {
        return renewed;
    }

    public void away(boolean away) {
        this.away = away;
        if (!away) {
            listeners.forEach(listener -> listener.accept(null));
        }
    }

    /** Makes the store unavailable, and reports it as stores with a connection do. */
    public void reportAway() {
        away = true;
        listeners.forEach(listener -> listener.accept("no connection"));
    }

    /** Is there again, and its next reply shows it. */
    public void returnSilently() {
        away = false;
    }

    public void close() {
        closed = true;
    }

    /** From now on it throws instead of failing, as no store may. */
    public void breakContract() {
        breaks = true;
    }

    /** The next steps are applied, and their callers are told that nobody knows. */
    public void loseReplies(int count) {
        losesReplies = count;
    }

    public void holdReplies() {
        holdsReplies = true;
    }

    public void releaseReplies() {
        holdsReplies = false;
        while (!heldReplies.isEmpty()) {
            heldReplies.poll().run();
        }
    }

    /** The replies that are held are lost. */
    public void failHeldReplies() {
        holdsReplies = false;
        losesHeldReplies = true;
        releaseReplies();
        losesHeldReplies = false;
    }

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        return step("claim", () -> {
            claims.add(request);
            return store.claim(request);
        });
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        return step(request.outcome().name().toLowerCase(), () -> store.settle(request));
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return step("renew", () -> {
            renewed.add(storeKey);
            return store.renew(storeKey, owner, holdMillis);
        });
    }

    @Override
    public void onAvailability(Consumer<@Nullable String> listener) {
        listeners.add(listener);
    }

    private <T> Uni<T> step(String name, Supplier<Uni<T>> step) {
        if (breaks) {
            throw new IllegalStateException("a broken store");
        }
        return Uni.createFrom().emitter(emitter -> {
            steps.add(name);
            if (closed) {
                emitter.fail(new StoreClosedException("closed", false));
                return;
            }
            if (away) {
                emitter.fail(new StoreException("away", false, null));
                return;
            }
            T reply = step.get().await().indefinitely();
            if (losesReplies > 0) {
                losesReplies--;
                emitter.fail(new StoreException("reply lost", true, null));
            } else if (holdsReplies) {
                heldReplies.add(() -> {
                    if (losesHeldReplies) {
                        emitter.fail(new StoreException("reply lost", true, null));
                    } else {
                        emitter.complete(reply);
                    }
                });
            } else {
                emitter.complete(reply);
            }
        });
    }
}
