package io.quarkiverse.eventidempotency.deployment;

import java.util.Optional;

import io.quarkiverse.eventidempotency.runtime.EngineState;
import io.quarkiverse.eventidempotency.runtime.IdempotencyRecorder;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.metrics.MetricsCapabilityBuildItem;
import io.quarkus.deployment.metrics.MetricsFactoryConsumerBuildItem;
import io.quarkus.runtime.metrics.MetricsFactory;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;

/** Metrics and health, in applications that have an extension for them. */
class MetricsAndHealthProcessor {

    private static final String OBSERVABILITY = "io.quarkiverse.eventidempotency.runtime.observability.";

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void meters(Optional<MetricsCapabilityBuildItem> metrics, IdempotencyRecorder recorder,
            BuildProducer<AdditionalBeanBuildItem> beans, BuildProducer<MetricsFactoryConsumerBuildItem> consumers) {
        if (metrics.isEmpty()) {
            return;
        }
        if (metrics.get().metricsSupported(MetricsFactory.MICROMETER)) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(OBSERVABILITY + "LatencyHistograms"));
        }
        consumers.produce(new MetricsFactoryConsumerBuildItem(recorder.meters()));
    }

    /** The state of the store, which the log shows at start, and metrics and health later. */
    @BuildStep
    AdditionalBeanBuildItem state() {
        return AdditionalBeanBuildItem.unremovableOf(EngineState.class);
    }

    @BuildStep
    HealthBuildItem readiness(EventIdempotencyBuildConfig config) {
        return new HealthBuildItem(OBSERVABILITY + "StoreReadiness", config.health().enabled());
    }
}
