package org.acme.orders;

import java.time.Duration;
import java.util.Arrays;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.logging.Log;

/** Logs the time and the CPU time of a number of orders, after a number of others, and the latencies of deliveries. */
@Singleton
public class Meter {

    private final int warmUp;
    private final int measured;
    private final long[] latencies;
    private int orders;
    private int deliveries;
    private long start;
    private long cpuAtStart;

    Meter(@ConfigProperty(name = "orders.meter.warm-up", defaultValue = "0") int warmUp,
            @ConfigProperty(name = "orders.meter.measured", defaultValue = "0") int measured,
            @ConfigProperty(name = "orders.meter.latencies", defaultValue = "1") int latencies) {
        this.warmUp = warmUp;
        this.measured = measured;
        this.latencies = new long[latencies];
    }

    synchronized void count() {
        orders++;
        if (orders == warmUp) {
            cpuAtStart = cpu();
            start = System.nanoTime();
        } else if (orders == warmUp + measured) {
            Log.infof("%d orders in %d µs, %d µs of CPU", measured, (System.nanoTime() - start) / 1000,
                    (cpu() - cpuAtStart) / 1000);
        }
    }

    /** Logs the median and the 99th percentile of as many deliveries as it is configured for, again and again. */
    synchronized void took(long nanos) {
        latencies[deliveries++ % latencies.length] = nanos;
        if (deliveries % latencies.length == 0) {
            long[] sorted = latencies.clone();
            Arrays.sort(sorted);
            Log.infof("latencies: median %d µs, 99%% %d µs", sorted[sorted.length / 2] / 1000,
                    sorted[sorted.length * 99 / 100] / 1000);
        }
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }
}
