package io.quarkiverse.eventidempotency.runtime.engine.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.AheadClaim;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;

/** Which messages a window asks for and claims when, and what brings about its steps. */
class ClaimWindowTest {

    private static final int MOST = 8;

    private final EngineFixture here = new EngineFixture();
    private final TestRow row = new TestRow();
    private final ClaimWindow<String> window = new ClaimWindow<>(row, here.clock::nanoTime);

    /** A consumer's row whose channel has as many messages as are asked for. */
    private final class TestRow implements Row<String> {

        final List<WindowTurn<String>> passed = new ArrayList<>();
        final List<Runnable> later = new ArrayList<>();
        final List<String> settled = new ArrayList<>();
        long asked = 1;
        int askedTimes;
        int sent;
        int runs;
        int size = 1;

        @Override
        public void run(Runnable task) {
            runs++;
            task.run();
        }

        @Override
        public void runLater(Runnable task) {
            later.add(task);
        }

        @Override
        public void ask(long number) {
            asked += number;
            askedTimes++;
        }

        void send() {
            while (asked > 0) {
                asked--;
                window.arrived("order-" + sent++);
            }
        }

        @Override
        public @Nullable AheadClaim claim(WindowTurn<String> turn, Runnable decided) {
            return here.engine.handler(new Policy().build(), EngineFixture.STRINGS)
                    .claimAhead(new EventIdentity(turn.message(), null, null), null, decided);
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void pass(WindowTurn<String> turn) {
            turn.isSettledByTurn();
            passed.add(turn);
        }

        @Override
        public void end() {
            throw new AssertionError("The channel does not end");
        }

        @Override
        public int claimsAhead() {
            return MOST;
        }

        @Override
        public boolean settlesBehind() {
            return true;
        }

        @Override
        public void resized(int other) {
            size = other;
        }

        @Override
        public void notSettled(Throwable failure, boolean rejected) {
            throw new AssertionError(failure);
        }
    }

    private void turnEnds() {
        window.demanded(1);
        row.send();
    }

    /** Lets turns come before replies until the window is as large as it gets, and full. */
    private void grow() {
        while (row.size < MOST) {
            int before = row.size;
            here.store.holdReplies();
            for (int turn = 0; turn <= MOST && row.size == before; turn++) {
                turnEnds();
            }
            assertThat(row.size).isEqualTo(2 * before);
            here.store.releaseReplies();
            row.send();
        }
        for (int turn = 0; turn <= MOST && here.store.claims().size() < row.passed.size() + MOST; turn++) {
            turnEnds();
        }
        assertThat(here.store.claims()).hasSize(row.passed.size() + MOST);
    }

    /** The body of the last message that was passed on ends, and its completion is in flight. */
    private WindowTurn<String> endsBehind() {
        WindowTurn<String> turn = row.passed.get(row.passed.size() - 1);
        turn.settling();
        turn.settle(null, reason -> {
            row.settled.add(turn.message());
            return CompletableFuture.completedFuture(null);
        });
        return turn;
    }

    @Test
    void fillsAgainOnceItIsHalfEmpty() {
        grow();
        int claimed = here.store.claims().size();
        int asked = row.askedTimes;
        List<Integer> claimsOfTurns = new ArrayList<>();
        for (int turn = 0; turn < 2 * MOST; turn++) {
            turnEnds();
            claimsOfTurns.add(here.store.claims().size() - claimed);
            claimed = here.store.claims().size();
        }
        assertThat(claimsOfTurns).containsOnly(0, MOST / 2).filteredOn(claims -> claims > 0).hasSize(4);
        assertThat(row.askedTimes - asked).isLessThanOrEqualTo(4);
    }

    @Test
    void completionWaitsForTheEndOfTheNextBodyOrForAWhile() {
        grow();
        WindowTurn<String> first = endsBehind();
        turnEnds();
        int runs = row.runs;
        first.settled(null);
        assertThat(row.runs).isEqualTo(runs);
        assertThat(row.settled).isEmpty();
        WindowTurn<String> second = endsBehind();
        turnEnds();
        assertThat(row.settled).containsExactly(first.message());

        second.settled(null);
        assertThat(row.later).hasSize(1);
        row.later.get(0).run();
        assertThat(row.settled).containsExactly(first.message(), second.message());
    }

    @Test
    void completionIsSettledAtOnceWhereNoMessageIsHandled() {
        window.demanded(1);
        window.arrived("order");
        WindowTurn<String> only = endsBehind();
        window.demanded(1);
        only.settled(null);
        assertThat(row.settled).containsExactly(only.message());
        assertThat(row.later).isEmpty();
    }

    @Test
    void completionIsSettledAtOnceWhereAMessageWaitsToBeRejected() {
        grow();
        WindowTurn<String> first = endsBehind();
        turnEnds();
        WindowTurn<String> failing = row.passed.get(row.passed.size() - 1);
        failing.settle(new IllegalStateException("body"), reason -> {
            row.settled.add("rejected");
            return CompletableFuture.completedFuture(null);
        });
        assertThat(row.settled).isEmpty();
        first.settled(null);
        assertThat(row.settled).containsExactly(first.message(), "rejected");
    }
}
