package io.quarkiverse.eventidempotency.deployment.method;

import java.util.List;

import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.key.BatchParameter;
import io.quarkiverse.eventidempotency.deployment.key.KeyPath;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;

/**
 * One method with {@code @Idempotent}: the facts of its declaration, and its errors. It need not belong to a bean.
 *
 * @param batch the parameter that carries several events; {@code null} where a call is for one event
 * @param payload the type of what a message consumer takes; {@code null} when it is no consumer
 * @param event the path to the first parameter that is an event; {@code null} when there is none
 * @param fingerprint the values that fingerprints are taken of: one as it is, several as a list
 * @param resource the method of a resource of Quarkus REST that it is; {@code null} for others
 * @param takesMessages whether it consumes messages as such, not their payloads
 * @param heldThread the thread that a delivery of a consumer holds
 * @param problems empty only when there are a result and a key
 */
public record GuardedMethod(MethodInfo method, @Nullable BatchParameter batch, GuardAttributes attributes,
        @Nullable MethodResult result, @Nullable KeySource key, @Nullable Type payload, @Nullable KeyPath event,
        List<KeyPath> fingerprint, @Nullable ResourceMethod resource, boolean takesMessages, HeldThread heldThread,
        List<String> problems) {

    public String id() {
        return MethodNames.id(method);
    }

    /** {@return whether responses that are stored results carry a header; that of a batch can be so in part} */
    public boolean marksReplays() {
        return resource != null && batch == null && (result == null || !result.message());
    }

    /** {@return whether its annotations of Jakarta REST are on that method} */
    public boolean isDeclaredBy(MethodInfo declaration) {
        return resource != null && MethodNames.id(resource.declaration()).equals(MethodNames.id(declaration));
    }

    /** {@return the type of the result that a duplicate gets; {@code null} when no result is stored for one} */
    public @Nullable Type storedResult() {
        return result == null || result.isVoid() || !MethodRules.resultNeeded(method, result)
                || Boolean.FALSE.equals(attributes.overrides().get(PolicyOverrides.STORE_RESULT)) ? null : result.type();
    }
}
