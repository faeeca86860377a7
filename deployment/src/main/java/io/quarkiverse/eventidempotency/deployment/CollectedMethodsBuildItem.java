package io.quarkiverse.eventidempotency.deployment;

import java.util.List;

import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkus.builder.item.SimpleBuildItem;

/** All methods with {@code @Idempotent}, sorted by id. Which beans they belong to is not known yet. */
public final class CollectedMethodsBuildItem extends SimpleBuildItem {

    private final List<GuardedMethod> methods;

    CollectedMethodsBuildItem(List<GuardedMethod> methods) {
        this.methods = List.copyOf(methods);
    }

    public List<GuardedMethod> methods() {
        return methods;
    }
}
