package io.quarkiverse.eventidempotency.runtime.engine.window;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.AheadClaim;

/**
 * The messages of one consumer that have arrived before their turn. Their keys are claimed together, ahead; bodies still run
 * one after another, in the channel's order. The completions of those that have ended may be on their way meanwhile.
 *
 * <pre>
 *   channel --> | claimed ahead, at most size | --> body --> | completions on their way, at most size | --> settled
 * </pre>
 *
 * The size adapts itself: it doubles when a turn comes before the store is ready for it, and halves, down to 0, when a message
 * has waited for its turn longer than a second. A full window is filled again once it is half empty, so that claims gather.
 * Messages are settled in their order. A message that has to wait for another owner, or for the store, first gives up what is
 * claimed behind it: two processes whose windows hold each other's keys would wait for each other forever.
 * <p>
 * Its state belongs to one thread, that of {@link Row#run}; methods are called there unless they say that any will do.
 *
 * @param <M> the messages' type
 */
public final class ClaimWindow<M> {

    private static final long LONG_NANOS = 1_000_000_000;

    private final Row<M> row;
    private final LongSupplier nanoTime;
    private final Queue<WindowTurn<M>> waiting = new ArrayDeque<>();
    /** The keys that are claimed by messages whose turn has not come. */
    private final Set<String> keys = new HashSet<>();
    private final CompletionsBehind<M> behind = new CompletionsBehind<>();
    private final WakeUps wakeUps;
    private int size = 1;
    /** For how many of the first messages a claim has been tried. */
    private int tried;
    /** Whether messages are asked for and claimed: until the window is full, and from when it is half empty. */
    private boolean filling = true;
    private @Nullable WindowTurn<M> current;
    private long demanded;
    /** How many messages have been asked for and not arrived: the first one is, before the window has a thread. */
    private long asked = 1;
    private long passedAt;
    /** Whether the turn of the first message has come before the store was ready for it. */
    private boolean late;
    /** Whether the message whose turn it is waits for other deliveries, or for the store: nothing is claimed ahead then. */
    private boolean currentWaits;
    private boolean channelEnded;
    private boolean ended;
    private boolean closed;
    private boolean stopped;
    private boolean stepping;
    private boolean stepAgain;

    /** @param nanoTime the time, as {@link System#nanoTime()} has it */
    public ClaimWindow(Row<M> row, LongSupplier nanoTime) {
        this.row = row;
        this.nanoTime = nanoTime;
        this.wakeUps = new WakeUps(row, this::step);
    }

    /** The consumer wants so many messages more: the turn of the one before is over. */
    public void demanded(long number) {
        demanded = demanded + number < 0 ? Long.MAX_VALUE : demanded + number;
        step();
    }

    /** A message has arrived that was asked for. */
    public void arrived(M message) {
        asked--;
        waiting.add(new WindowTurn<>(this, message, nanoTime.getAsLong()));
        step();
    }

    /** No message will arrive any more. */
    public void channelEnded() {
        channelEnded = true;
        step();
    }

    /**
     * Claims nothing ahead any more, and gives up what is claimed.
     *
     * @param all whether no message is passed on any more either
     */
    public void close(boolean all) {
        closed = true;
        stopped |= all;
        releaseAll();
        if (all && current != null) {
            current.release(); // nothing has taken it where the method was not called
        }
    }

    /** Does what can be done now. */
    public void step() {
        if (stepping) {
            stepAgain = true;
            return;
        }
        stepping = true;
        try {
            do {
                stepAgain = false;
                behind.settle();
                claimAhead();
                passOn();
                ask();
            } while (stepAgain);
        } finally {
            stepping = false;
        }
    }

    /** Claims the keys of the first messages, as many as the window is large. */
    private void claimAhead() {
        filling |= tried <= size / 2;
        if (!filling || currentWaits || closed || row.claimsAhead() == 0) {
            return;
        }
        Iterator<WindowTurn<M>> turns = waiting.iterator();
        for (int i = 0; tried < size && turns.hasNext(); i++) {
            WindowTurn<M> turn = turns.next();
            if (i >= tried) {
                tried++;
                claim(turn);
            }
        }
        filling = tried < size;
    }

    private void claim(WindowTurn<M> turn) {
        AheadClaim claim = row.claim(turn, wakeUps::decided);
        if (claim != null && keys.add(claim.storeKey())) {
            turn.claims(claim);
            claim.ask();
        }
    }

    /** Passes on the first message when its turn has come and everything is ready for it. */
    private void passOn() {
        if (demanded == 0 || ended) {
            return;
        }
        turnIsOver();
        WindowTurn<M> next = stopped ? null : waiting.peek();
        if (next == null) {
            ended = channelEnded;
            if (ended) {
                row.end();
            }
        } else if (awaitsStore(next)) {
            if (!late) {
                late = true;
                resize(Math.min(Math.max(1, 2 * size), Math.max(1, row.claimsAhead())));
            }
        } else if (row.hasRoom()) {
            pass(next);
        } else {
            waitsForOthers();
        }
    }

    private boolean awaitsStore(WindowTurn<M> next) {
        if (isStoreReady(next)) {
            return false;
        }
        wakeUps.awaitsStore(true);
        behind.settle(); // a reply may have come before it mattered
        return !isStoreReady(next);
    }

    /** Whether the store has done what the turn depends on. A delivery that may have to wait comes after all completions. */
    private boolean isStoreReady(WindowTurn<M> next) {
        int outstanding = behind.outstanding();
        return next.isDecided() && outstanding < Math.max(1, size)
                && (outstanding == 0 || !behind.isDelayed() && (next.isAnswered() || row.claimsAhead() == 0));
    }

    private void resize(int other) {
        if (other != size) {
            size = other;
            row.resized(other);
        }
    }

    private void turnIsOver() {
        WindowTurn<M> before = current;
        if (before == null) {
            return;
        }
        current = null;
        wakeUps.handles(false);
        before.release(); // nothing has taken it where the method was not called
        currentWaits = false;
        if (size == 0 && nanoTime.getAsLong() - passedAt < LONG_NANOS) {
            resize(1);
        }
        stepAgain = true;
    }

    private void pass(WindowTurn<M> next) {
        waiting.remove();
        tried = Math.max(0, tried - 1);
        AheadClaim claim = next.ahead();
        if (claim != null) {
            keys.remove(claim.storeKey());
        }
        passedAt = nanoTime.getAsLong();
        if (passedAt - next.arrivedAt() > LONG_NANOS) {
            resize(size / 2);
        }
        late = false;
        current = next;
        wakeUps.awaitsStore(false);
        wakeUps.handles(true);
        if (demanded != Long.MAX_VALUE) {
            demanded--;
        }
        stepAgain = true;
        row.pass(next);
    }

    private void ask() {
        int ahead = row.claimsAhead() == 0 ? 0 : size;
        long missing = ahead + Math.min(1, demanded) - waiting.size() - asked;
        boolean many = filling && (asked == 0 || missing >= ahead / 2) || asked == 0 && waiting.isEmpty();
        if (missing > 0 && many && !channelEnded) {
            asked += missing;
            row.ask(missing);
        }
    }

    /** The delivery of a message waits for another owner, or for the store. Called on any thread. */
    void waits(WindowTurn<M> turn) {
        row.run(() -> {
            if (turn == current) {
                waitsForOthers();
            }
        });
    }

    /** Those others may wait for what is claimed here. */
    private void waitsForOthers() {
        if (!currentWaits) {
            currentWaits = true;
            resize(Math.min(1, size));
            releaseAll();
        }
    }

    private void releaseAll() {
        keys.clear();
        tried = 0;
        waiting.forEach(WindowTurn::release);
    }

    boolean settlesBehind() {
        return row.settlesBehind();
    }

    /** A completion is on its way. Called on the thread of its body, before the next message is demanded. */
    void settling(WindowTurn<M> turn) {
        behind.add(turn);
    }

    /** The store has not confirmed a completion at first. Called on any thread. */
    void delayed() {
        row.run(behind::delayed);
    }

    /** A completion is on its way no more: its message is settled with the next step. Called on any thread. */
    void settled() {
        wakeUps.completed(behind.isDraining());
    }

    void notSettled(Throwable failure, boolean rejected) {
        row.notSettled(failure, rejected);
    }

    /** {@return what is complete when no completion is on its way. Called on any thread.} */
    CompletionStage<@Nullable Void> drained() {
        CompletableFuture<@Nullable Void> drain = new CompletableFuture<>();
        row.run(() -> behind.drain(drain));
        return drain;
    }
}
