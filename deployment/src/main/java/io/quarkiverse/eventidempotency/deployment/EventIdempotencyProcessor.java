package io.quarkiverse.eventidempotency.deployment;

import io.quarkiverse.eventidempotency.runtime.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.Guarded;
import io.quarkiverse.eventidempotency.runtime.GuardedMethods;
import io.quarkiverse.eventidempotency.runtime.StoreChoice;
import io.quarkiverse.eventidempotency.runtime.StoreKind;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.redis.deployment.client.RequestedRedisClientBuildItem;

/** What the extension brings to every application, whatever its methods are. */
class EventIdempotencyProcessor {

    private static final String FEATURE = "event-idempotency";

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem(FEATURE);
    }

    /** The beans of the runtime module, which is not searched for them. */
    @BuildStep
    AdditionalBeanBuildItem beans() {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(Guarded.class, GuardedMethods.class, StoreChoice.class)
                .setUnremovable()
                .build();
    }

    @BuildStep
    void redis(EventIdempotencyBuildConfig config, BuildProducer<RequestedRedisClientBuildItem> clients) {
        if (config.store() != StoreKind.IN_MEMORY) {
            clients.produce(new RequestedRedisClientBuildItem(config.redis().clientName()));
        }
    }
}
