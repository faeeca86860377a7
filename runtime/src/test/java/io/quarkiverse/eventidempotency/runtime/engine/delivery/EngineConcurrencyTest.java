package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.quarkiverse.eventidempotency.runtime.engine.EngineOptions;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;
import io.smallrye.mutiny.Uni;

class EngineConcurrencyTest {

    private static final int THREADS = 8;
    private static final int KEYS = 500;

    @Test
    void eachKeyRunsOnceHoweverManyThreadsDeliverIt() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        try {
            IdempotencyEngine engine = new IdempotencyEngine(new InMemoryStore(System::nanoTime, 10_000),
                    new RealClock(timer), new EngineFixture(),
                    new EngineOptions("test", false, 1_000, false, Integer.MAX_VALUE, () -> null));
            AtomicIntegerArray bodies = new AtomicIntegerArray(KEYS);
            CyclicBarrier together = new CyclicBarrier(THREADS);
            Policy policy = new Policy();
            List<Future<List<String>>> results = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                results.add(callers.submit(() -> {
                    together.await(10, TimeUnit.SECONDS);
                    List<String> mine = new ArrayList<>();
                    for (int k = 0; k < KEYS; k++) {
                        int key = k;
                        mine.add(engine.handler(policy.build(), EngineFixture.STRINGS)
                                .guard(new EventIdentity("k" + k, null, null),
                                        () -> Uni.createFrom().item(() -> "result " + key + "." + bodies.incrementAndGet(key)),
                                        () -> new Here(), () -> null)
                                .await().atMost(Duration.ofSeconds(20)));
                    }
                    return mine;
                }));
            }
            for (Future<List<String>> result : results) {
                List<String> mine = result.get(60, TimeUnit.SECONDS);
                for (int k = 0; k < KEYS; k++) {
                    assertThat(mine.get(k)).isEqualTo("result " + k + ".1");
                }
            }
            assertThat(policy.counters.count(DeliveryOutcome.COMPLETED)).isEqualTo(KEYS);
            assertThat(policy.counters.count(DeliveryOutcome.REPLAYED)).isEqualTo((THREADS - 1) * KEYS);
        } finally {
            callers.shutdownNow();
            timer.shutdownNow();
        }
    }

    private static final class Here implements Caller {
        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public Executor worker() {
            return Runnable::run;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    private record RealClock(ScheduledExecutorService timer) implements EngineClock {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public Runnable schedule(long delayMillis, Runnable task) {
            ScheduledFuture<?> scheduled = timer.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        }
    }
}
