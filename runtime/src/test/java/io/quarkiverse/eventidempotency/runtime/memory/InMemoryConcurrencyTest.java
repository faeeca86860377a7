package io.quarkiverse.eventidempotency.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.SettleReply;

/** Steps of several threads on the same keys. */
class InMemoryConcurrencyTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 5_000;

    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private interface Worker {

        void round(int thread, int round) throws Exception;
    }

    /** Each round begins when all threads have ended the one before. */
    private void run(int rounds, Runnable between, Worker worker) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(THREADS, between);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Future<?>> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            threads.add(executor.submit(() -> {
                try {
                    for (int round = 0; round < rounds; round++) {
                        barrier.await(30, TimeUnit.SECONDS);
                        worker.round(thread, round);
                    }
                    barrier.await(30, TimeUnit.SECONDS);
                } catch (BrokenBarrierException e) {
                    // another one failed, and says why
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                    barrier.reset();
                }
            }));
        }
        for (Future<?> thread : threads) {
            thread.get(120, TimeUnit.SECONDS);
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void freshClaimHasOneWinner() throws Exception {
        InMemoryFixture memory = new InMemoryFixture(100_000);
        AtomicInteger won = new AtomicInteger();
        run(ROUNDS, () -> {
        }, (thread, round) -> {
            if (memory.claim("k" + round, "owner" + thread).kind() == Kind.ACQUIRED) {
                won.incrementAndGet();
            }
        });
        assertThat(won).hasValue(ROUNDS);
    }

    @Test
    void takeoverHasOneWinnerAndFencesOnlyGrow() throws Exception {
        InMemoryFixture memory = new InMemoryFixture(10);
        memory.claim("k", "first");
        AtomicInteger won = new AtomicInteger();
        Set<Long> fences = ConcurrentHashMap.newKeySet();
        // between the rounds, every owner is silent for a lease
        run(ROUNDS, () -> memory.advance(Duration.ofMillis(InMemoryFixture.LEASE)), (thread, round) -> {
            var reply = memory.claim("k", "owner" + thread + ":" + round);
            if (reply.kind() == Kind.ACQUIRED) {
                won.incrementAndGet();
                fences.add(reply.fence());
                assertThat(reply.attempt()).isEqualTo(round + 2);
            }
        });
        assertThat(won).hasValue(ROUNDS);
        assertThat(fences).hasSize(ROUNDS);
    }

    @Test
    void lateCompletionAndTakeoverDoNotBothCount() throws Exception {
        InMemoryFixture memory = new InMemoryFixture(100_000);
        for (int round = 0; round < ROUNDS; round++) {
            memory.claim("k" + round, "slow");
        }
        memory.advance(Duration.ofMillis(InMemoryFixture.LEASE));
        Set<Integer> completed = ConcurrentHashMap.newKeySet();
        Set<Integer> taken = ConcurrentHashMap.newKeySet();
        run(ROUNDS, () -> {
        }, (thread, round) -> {
            if (thread == 0) {
                if (memory.complete("k" + round, "slow") == SettleReply.OK) {
                    completed.add(round);
                }
            } else if (memory.claim("k" + round, "owner" + thread).kind() == Kind.ACQUIRED) {
                assertThat(taken.add(round)).isTrue();
            }
        });
        assertThat(completed).doesNotContainAnyElementsOf(taken);
        assertThat(completed.size() + taken.size()).isEqualTo(ROUNDS);
    }

    @Test
    void nothingInFlightIsLostWhileRoomIsMade() throws Exception {
        InMemoryFixture memory = new InMemoryFixture(200);
        AtomicInteger lost = new AtomicInteger();
        run(2_000, () -> memory.advance(Duration.ofSeconds(1)), (thread, round) -> {
            for (int i = 0; i < 100; i++) {
                String key = thread + ":" + round + ":" + i;
                assertThat(memory.claim(key, "owner").kind()).isEqualTo(Kind.ACQUIRED);
                if (memory.complete(key, "owner") != SettleReply.OK) {
                    lost.incrementAndGet();
                }
            }
        });
        assertThat(lost).hasValue(0);
        memory.completed("last"); // makes up for what came in while another thread made room
        assertThat(memory.store.storeKeys()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void scanFindsEachKeyThatIsThereAllTheTime() throws Exception {
        InMemoryFixture memory = new InMemoryFixture(100_000);
        for (int i = 0; i < 500; i++) {
            memory.claim("there" + i, "a");
        }
        AtomicInteger missing = new AtomicInteger();
        run(200, () -> {
        }, (thread, round) -> {
            if (thread == 0) {
                missing.addAndGet(500 - memory.scan("there", 50).size());
                return;
            }
            for (int i = thread; i < 500; i += THREADS) { // the same key changes again and again, and others come and go
                memory.fail("there" + i, "a", true);
                memory.claim("there" + i, "b");
                memory.fail("there" + i, "b", true);
                memory.claim("there" + i, "a");
                memory.store.put(thread + ":" + round + ":" + i, "", 0);
            }
        });
        assertThat(missing).hasValue(0);
    }
}
