package io.quarkiverse.eventidempotency.deployment;

import java.util.List;

import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkus.builder.item.SimpleBuildItem;

/** The guarded methods of all beans, as far as nothing is wrong with them, sorted by scope. */
final class GuardedMethodsBuildItem extends SimpleBuildItem {

    private final List<GuardedMethodSpec> specs;

    GuardedMethodsBuildItem(List<GuardedMethodSpec> specs) {
        this.specs = List.copyOf(specs);
    }

    List<GuardedMethodSpec> specs() {
        return specs;
    }
}
