package org.acme.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.logging.Log;

/** Logs how long a number of bodies took together, after a number of others, and the CPU time of the process. */
@ApplicationScoped
public class Meter {

    private final long warmUp;
    private final long measured;
    private final AtomicLong bodies = new AtomicLong();
    private volatile long start;
    private volatile long cpuAtStart;

    Meter(@ConfigProperty(name = "shop.meter.warm-up") long warmUp,
            @ConfigProperty(name = "shop.meter.measured") long measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    void count() {
        long body = bodies.incrementAndGet();
        if (body == warmUp) {
            cpuAtStart = cpu();
            start = System.nanoTime();
        } else if (body == warmUp + measured) {
            Log.infof("%d bodies in %d µs, %d µs of CPU", measured, (System.nanoTime() - start) / 1000,
                    (cpu() - cpuAtStart) / 1000);
        }
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }
}
