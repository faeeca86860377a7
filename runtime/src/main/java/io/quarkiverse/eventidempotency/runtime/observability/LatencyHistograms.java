package io.quarkiverse.eventidempotency.runtime.observability;

import java.util.stream.LongStream;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;

/** Gives the timers of deliveries the buckets that percentiles are calculated from, where configuration wants them. */
@Singleton
public class LatencyHistograms implements MeterFilter {

    private static final DistributionStatisticConfig BUCKETS = DistributionStatisticConfig.builder()
            .serviceLevelObjectives(LongStream.of(500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
                    1_000_000, 2_500_000, 5_000_000, 10_000_000, 30_000_000).mapToDouble(micros -> micros * 1_000.0).toArray())
            .build();

    private final boolean enabled;

    LatencyHistograms(EventIdempotencyConfig config) {
        this.enabled = config.metrics().histograms();
    }

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return enabled && id.getType() == Meter.Type.TIMER && id.getName().startsWith(DeliveryMeters.PREFIX)
                ? config.merge(BUCKETS)
                : config;
    }
}
