package io.quarkiverse.eventidempotency.runtime.config;

import io.smallrye.config.WithDefault;

/** Metrics. */
public interface MetricsConfig {

    /**
     * Whether timers have histograms, which percentiles are calculated from: 15 buckets from 0.5 ms to 30 s for each timer of
     * each scope. Without them a timer has its count, sum and maximum.
     */
    @WithDefault("false")
    boolean histograms();
}
