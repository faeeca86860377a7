package org.acme.kafka;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.logging.Log;

/** Says how long a number of bodies took together, after a number of others. */
@ApplicationScoped
public class Meter {

    private final long warmUp;
    private final long measured;
    private final AtomicLong bodies = new AtomicLong();
    private volatile long start;

    Meter(@ConfigProperty(name = "shop.meter.warm-up") long warmUp,
            @ConfigProperty(name = "shop.meter.measured") long measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    void count() {
        long body = bodies.incrementAndGet();
        if (body == warmUp) {
            start = System.nanoTime();
        } else if (body == warmUp + measured) {
            Log.infof("%d bodies in %d µs", measured, (System.nanoTime() - start) / 1000);
        }
    }
}
