package org.acme.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.acme.work.RedisProbe.Look;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Processes of the packaged application on one real Redis: many deliveries at once, a crash, a pause. */
@ExtendWith(ShowLogs.class)
class TwoProcessesIT {

    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(20);

    // A time to live is counted in whole milliseconds, so that a moment found from two of them can be this much off.
    private static final long ROUNDING_MICROS = 2_000;

    private static RedisProbe redis;
    private static WorkProcess survivor;

    @BeforeAll
    static void start() throws Exception {
        redis = new RedisProbe();
        survivor = WorkProcess.start("survivor", redis.address(), LEASE);
    }

    @AfterAll
    static void stop() {
        if (survivor != null) {
            survivor.close();
        }
        redis.close();
    }

    @Test
    void runsEachBodyOnceHoweverManyDeliveriesAreSpreadOverBothAtOnce() throws Exception {
        int keys = 500;
        int deliveriesEach = 32;
        try (WorkProcess left = WorkProcess.start("left", redis.address(), DEFAULT_LEASE);
                WorkProcess right = WorkProcess.start("right", redis.address(), DEFAULT_LEASE)) {
            // Compiled and connected, and then started by the clock that they share: else the first one takes every key.
            left.burst("left-warm-up", 100, 10, 0).get(120, TimeUnit.SECONDS);
            right.burst("right-warm-up", 100, 10, 0).get(120, TimeUnit.SECONDS);
            long start = System.currentTimeMillis() + 500;
            CompletableFuture<Burst> one = left.burst("burst", keys, deliveriesEach, start);
            CompletableFuture<Burst> two = right.burst("burst", keys, deliveriesEach, start);
            Burst onLeft = one.get(120, TimeUnit.SECONDS);
            Burst onRight = two.get(120, TimeUnit.SECONDS);
            System.out.printf("%d deliveries of %d keys in two processes: %d + %d bodies in %d ms%n",
                    2 * keys * deliveriesEach, keys, onLeft.bodies(), onRight.bodies(),
                    System.currentTimeMillis() - start);

            assertThat(onLeft.failures()).isEmpty();
            assertThat(onRight.failures()).isEmpty();
            assertThat(onLeft.bodies() + onRight.bodies()).isEqualTo(keys);
            assertThat(onLeft.answers() + onRight.answers()).isEqualTo(2 * keys * deliveriesEach);
            assertThat(onLeft.runs()).hasSize(keys).isEqualTo(onRight.runs())
                    .allSatisfy((key, runs) -> assertThat(runs).as(key).hasSize(1));
        }
    }

    /** More duplicates on worker threads than there are threads: they wait without one, and the body gets the one it needs. */
    @Test
    void crowdOfDuplicatesLeavesWorkerThreadsToOthers() throws Exception {
        survivor.deliverOnWorker("crowd-warm-up").get(20, TimeUnit.SECONDS);
        int deliveries = 450;
        long start = System.nanoTime();
        List<CompletableFuture<Outcome>> crowd = new ArrayList<>();
        for (int i = 0; i < deliveries; i++) {
            crowd.add(survivor.deliverOnWorker("crowd"));
        }
        survivor.unrelated();
        long unrelated = System.nanoTime() - start;
        Set<Outcome> outcomes = new HashSet<>();
        for (CompletableFuture<Outcome> delivery : crowd) {
            outcomes.add(delivery.get(60, TimeUnit.SECONDS));
        }
        System.out.printf("%d deliveries of one event at once, 0.5 s of work: all answered after %d ms, an unrelated request "
                + "after %d ms%n", deliveries, (System.nanoTime() - start) / 1_000_000, unrelated / 1_000_000);
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void takesOverTheEventOfAKilledProcessOnceItsLeaseHasEndedAndNotBefore() throws Exception {
        try (WorkProcess killed = WorkProcess.start("killed", redis.address(), LEASE)) {
            killed.deliver("killed");
            killed.awaitBody("killed");
            Look before = redis.look("killed");
            List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
            waiting.add(survivor.deliver("killed"));
            // Alive, its owner renews it for longer than its lease.
            await().during(LEASE.multipliedBy(3)).atMost(LEASE.multipliedBy(5)).until(() -> !survivor.inBody("killed"));

            killed.kill();
            Look abandoned = redis.look("killed");
            assertThat(abandoned.text()).isEqualTo(before.text());
            // Others keep asking meanwhile, who have never been told how long the lease runs.
            await().atMost(LEASE.multipliedBy(10)).pollInterval(Duration.ofMillis(40)).until(() -> {
                waiting.add(survivor.deliver("killed"));
                return survivor.inBody("killed");
            });
            Look taken = redis.look("killed");

            // A claim's fence is the server's time.
            System.out.printf("Killed %d ms before the end of its lease, taken over %d ms after it%n",
                    (abandoned.leaseEnd() - abandoned.micros()) / 1000, (taken.fence() - abandoned.leaseEnd()) / 1000);
            assertThat(taken.fence()).isGreaterThanOrEqualTo(abandoned.leaseEnd() - ROUNDING_MICROS)
                    .isGreaterThan(before.fence());
            assertThat(taken.status()).isEqualTo("processing");
            assertThat(taken.owner()).isNotEqualTo(before.owner());
            assertThat(taken.attempt()).isEqualTo(2);
            assertThat(taken.firstSeenAt()).isEqualTo(before.firstSeenAt());

            survivor.release("killed");
            for (CompletableFuture<Outcome> delivery : waiting) {
                assertThat(delivery.get(20, TimeUnit.SECONDS).process()).isEqualTo(survivor.pid());
            }
            Look completed = redis.look("killed");
            assertThat(completed.status()).isEqualTo("completed");
            assertThat(completed.attempt()).isEqualTo(2);
            assertThat(completed.fence()).isEqualTo(taken.fence());
            assertThat(completed.firstSeenAt()).isEqualTo(before.firstSeenAt());
        }
    }

    @Test
    void leavesTheNewerOwnersRecordAloneWhenAPausedProcessGoesOn() throws Exception {
        Map<String, Look> records = new HashMap<>();
        try (WorkProcess paused = WorkProcess.start("paused", redis.address(), LEASE)) {
            List<String> keys = List.of("paused-running", "paused-completed");
            Map<String, CompletableFuture<Outcome>> first = new HashMap<>();
            Map<String, CompletableFuture<Outcome>> second = new HashMap<>();
            for (String key : keys) {
                first.put(key, paused.deliver(key));
                paused.awaitBody(key);
                records.put(key, redis.look(key));
            }
            paused.signal("STOP");
            for (String key : keys) {
                second.put(key, survivor.deliver(key));
            }
            for (String key : keys) {
                survivor.awaitBody(key);
                Look taken = redis.look(key);
                assertThat(taken.attempt()).isEqualTo(2);
                assertThat(taken.fence()).isGreaterThan(records.get(key).fence());
            }
            survivor.release("paused-completed");
            Outcome newer = second.get("paused-completed").get(20, TimeUnit.SECONDS);
            for (String key : keys) {
                records.put(key, redis.look(key));
            }

            paused.signal("CONT");
            for (String key : keys) {
                paused.release(key);
                // A lost lease is no failure: the caller gets what its own body returned.
                assertThat(first.get(key).get(20, TimeUnit.SECONDS).process()).isEqualTo(paused.pid());
                assertThat(redis.look(key).text()).isEqualTo(records.get(key).text());
            }
            assertThat(paused.deliver("paused-completed").get(20, TimeUnit.SECONDS)).isEqualTo(newer);

            survivor.release("paused-running");
            Outcome last = second.get("paused-running").get(20, TimeUnit.SECONDS);
            assertThat(last.process()).isEqualTo(survivor.pid());
            assertThat(redis.look("paused-running").status()).isEqualTo("completed");
            assertThat(paused.deliver("paused-running").get(20, TimeUnit.SECONDS)).isEqualTo(last);
        }
    }
}
