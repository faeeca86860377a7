package io.quarkiverse.eventidempotency.deployment;

import java.util.List;
import java.util.stream.Stream;

import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.config.StoreKind;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.arc.processor.InjectionPointInfo;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.redis.deployment.client.RequestedRedisClientBuildItem;

/** Asks for the Redis client where records may be kept there. */
class StoreProcessor {

    /** What code injects that needs a store. */
    private static final List<DotName> USERS = List.of(DotName.createSimple(EventIdempotency.class));

    @BuildStep
    void redis(EventIdempotencyBuildConfig config, CollectedMethodsBuildItem collected, BeanDiscoveryFinishedBuildItem beans,
            BuildProducer<RequestedRedisClientBuildItem> clients) {
        boolean kept = config.store() == StoreKind.AUTO || config.store() == StoreKind.REDIS;
        boolean needed = collected.methods().isEmpty() || isInjected(beans)
                || collected.methods().stream().anyMatch(guarded -> !guarded.attributes().inTransaction());
        if (kept && needed) {
            clients.produce(new RequestedRedisClientBuildItem(config.redis().clientName()));
        }
    }

    /** Directly, or as the argument of a type such as {@code Instance}. */
    private static boolean isInjected(BeanDiscoveryFinishedBuildItem beans) {
        return beans.getInjectionPoints().stream().map(InjectionPointInfo::getRequiredType)
                .flatMap(type -> type.kind() == Type.Kind.PARAMETERIZED_TYPE
                        ? type.asParameterizedType().arguments().stream()
                        : Stream.of(type))
                .anyMatch(type -> USERS.contains(type.name()));
    }

    @BuildStep
    void none(EventIdempotencyBuildConfig config, CollectedMethodsBuildItem collected,
            BuildProducer<ValidationErrorBuildItem> errors) {
        if (config.store() == StoreKind.NONE) {
            for (GuardedMethod guarded : collected.methods()) {
                if (!guarded.attributes().inTransaction()) {
                    errors.produce(GuardChecks.error("@Idempotent needs a store here, and quarkus.event-idempotency.store is"
                            + " none: set inTransaction = true, or choose a store", guarded));
                }
            }
        }
    }
}
