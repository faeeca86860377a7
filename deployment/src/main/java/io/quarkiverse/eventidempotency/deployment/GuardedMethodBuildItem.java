package io.quarkiverse.eventidempotency.deployment;

import java.util.List;

import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;
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
    private final @Nullable List<KeyStep> event;
    private final @Nullable Fingerprint fingerprint;
    private final boolean takesMessages;
    private final HeldThread heldThread;
    private final List<String> problems;

    /**
     * @param event the way to the first parameter that is an event; {@code null} when there is none
     * @param fingerprint what fingerprints are taken of; {@code null} for none
     * @param takesMessages whether it consumes messages as such, not their payloads
     * @param heldThread the thread that a delivery of a consumer holds
     * @param problems empty only when there are a result and a key
     */
    GuardedMethodBuildItem(MethodInfo method, GuardAttributes attributes, @Nullable MethodResult result,
            @Nullable KeySource key, @Nullable List<KeyStep> event, @Nullable Fingerprint fingerprint,
            boolean takesMessages, HeldThread heldThread, List<String> problems) {
        this.method = method;
        this.attributes = attributes;
        this.result = result;
        this.key = key;
        this.event = event;
        this.fingerprint = fingerprint;
        this.takesMessages = takesMessages;
        this.heldThread = heldThread;
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
    List<KeyStep> event() {
        return event;
    }

    @Nullable
    Fingerprint fingerprint() {
        return fingerprint;
    }

    boolean takesMessages() {
        return takesMessages;
    }

    HeldThread heldThread() {
        return heldThread;
    }

    List<String> problems() {
        return problems;
    }
}
