package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.dev.HandlerStatistics.Statistics;
import io.quarkiverse.eventidempotency.dev.HandlerStatistics.Times;

class HandlerStatisticsTest {

    private static final String METHOD = "org.acme.Orders#on(org.acme.Order)";
    private static final long MILLIS = 1_000_000;

    private final AtomicLong seconds = new AtomicLong(-30);
    private final HandlerStatistics statistics = new HandlerStatistics(seconds::get);

    @Test
    void hasNothingBeforeTheFirstDelivery() {
        assertThat(statistics.of(METHOD)).isEqualTo(Statistics.NONE);
        statistics.ended(METHOD, false, false);
        assertThat(statistics.of(METHOD)).isEqualTo(new Statistics(1, null, null, null));
    }

    @Test
    void computesPercentilesByNearestRank() {
        for (int i = 200; i > 0; i--) {
            statistics.ran(METHOD, i * MILLIS);
        }
        statistics.waited(METHOD, MILLIS / 2);
        assertThat(statistics.of(METHOD).runs()).isEqualTo(new Times(200, 100, 190, 200));
        assertThat(statistics.of(METHOD).waits()).isEqualTo(new Times(1, 0.5, 0.5, 0.5));
        assertThat(statistics.of("another").runs()).isNull();
    }

    @Test
    void forgetsTimesBeyondTheMostRecentOnes() {
        statistics.ran(METHOD, 5000 * MILLIS);
        for (int i = 1; i <= MethodStatistics.KEPT_TIMES; i++) {
            statistics.ran(METHOD, i * MILLIS);
        }
        assertThat(statistics.of(METHOD).runs()).isEqualTo(new Times(1000, 500, 950, 1000));
    }

    @Test
    void countsTheDeliveriesOfTheLastMinute() {
        statistics.ended(METHOD, true, false);
        seconds.addAndGet(40);
        statistics.ended(METHOD, true, false);
        statistics.ended(METHOD, false, true);
        assertThat(statistics.of(METHOD).lastMinute()).isEqualTo(3);
        seconds.addAndGet(19);
        assertThat(statistics.of(METHOD).lastMinute()).isEqualTo(3);
        seconds.addAndGet(1);
        assertThat(statistics.of(METHOD).lastMinute()).isEqualTo(2);
        statistics.ended(METHOD, false, true);
        assertThat(statistics.of(METHOD).lastMinute()).isEqualTo(3);
        assertThat(statistics.of(METHOD).suppressedShare()).isEqualTo(0.5);
        seconds.addAndGet(600);
        assertThat(statistics.of(METHOD).lastMinute()).isZero();
    }

    @Test
    void measuresABoundedNumberOfMethods() {
        for (int i = 0; i <= HandlerStatistics.MAX_METHODS; i++) {
            statistics.ended("method" + i, true, false);
        }
        assertThat(statistics.of("method" + (HandlerStatistics.MAX_METHODS - 1)).lastMinute()).isEqualTo(1);
        assertThat(statistics.of("method" + HandlerStatistics.MAX_METHODS)).isEqualTo(Statistics.NONE);
    }

    @Test
    void losesNothingOfThreadsAtOnce() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                await(start);
                for (int n = 0; n < 20_000; n++) {
                    statistics.ran(METHOD, MILLIS);
                    statistics.ended(METHOD, true, false);
                }
            });
            threads[i].start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(statistics.of(METHOD)).isEqualTo(new Statistics(80_000, 0.0, new Times(1000, 1, 1, 1), null));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
