package org.acme.kafka;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.sun.management.OperatingSystemMXBean;

import io.quarkus.logging.Log;

/**
 * Logs how long a number of records took together, after a number of others, the CPU time of the process, and how busy the
 * machine was.
 */
@ApplicationScoped
public class Meter {

    private static final OperatingSystemMXBean MACHINE = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final long warmUp;
    private final long measured;
    private final AtomicLong records = new AtomicLong();
    private volatile long start;
    private volatile long first;
    private volatile long cpuAtStart;

    Meter(@ConfigProperty(name = "shop.meter.warm-up") long warmUp,
            @ConfigProperty(name = "shop.meter.measured") long measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    void count(int some) {
        long counted = records.addAndGet(some);
        if (counted >= warmUp && counted - some < warmUp) {
            cpuAtStart = cpu();
            MACHINE.getCpuLoad(); // from here on
            start = System.nanoTime();
            first = counted;
        } else if (counted >= warmUp + measured && counted - some < warmUp + measured) {
            Log.infof("%d records in %d µs, %d µs of CPU, machine busy by %.2f", counted - first,
                    (System.nanoTime() - start) / 1000, (cpu() - cpuAtStart) / 1000, MACHINE.getCpuLoad());
        }
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }
}
