package io.quarkiverse.eventidempotency.deployment;

import java.util.List;

import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkus.builder.item.MultiBuildItem;

/**
 * One method with {@code @Idempotent}: what its declaration tells, or what is wrong with it. Whether it belongs to a bean is
 * not known yet.
 */
final class GuardedMethodBuildItem extends MultiBuildItem {

    private final MethodInfo method;
    private final GuardAttributes attributes;
    private final @Nullable MethodResult result;
    private final @Nullable KeySource key;
    private final @Nullable Integer event;
    private final List<String> problems;

    /**
     * @param event the position of the first parameter that is an event; {@code null} when there is none
     * @param problems empty only when there are a result and a key
     */
    GuardedMethodBuildItem(MethodInfo method, GuardAttributes attributes, @Nullable MethodResult result,
            @Nullable KeySource key, @Nullable Integer event, List<String> problems) {
        this.method = method;
        this.attributes = attributes;
        this.result = result;
        this.key = key;
        this.event = event;
        this.problems = List.copyOf(problems);
    }

    MethodInfo method() {
        return method;
    }

    String id() {
        return MethodNames.id(method);
    }

    GuardAttributes attributes() {
        return attributes;
    }

    @Nullable
    MethodResult result() {
        return result;
    }

    @Nullable
    KeySource key() {
        return key;
    }

    @Nullable
    Integer event() {
        return event;
    }

    List<String> problems() {
        return problems;
    }
}
