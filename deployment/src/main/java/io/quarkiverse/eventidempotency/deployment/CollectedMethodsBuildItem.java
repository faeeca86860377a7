package io.quarkiverse.eventidempotency.deployment;

import java.util.List;

import org.jboss.jandex.DotName;

import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkus.builder.item.SimpleBuildItem;

/** All methods with {@code @Idempotent}, sorted by id. Which beans they belong to is not known yet. */
public final class CollectedMethodsBuildItem extends SimpleBuildItem {

    private final List<GuardedMethod> methods;

    CollectedMethodsBuildItem(List<GuardedMethod> methods) {
        this.methods = List.copyOf(methods);
    }

    /**
     * The attributes of one method that configuration cannot set.
     *
     * @param terminalOn the class names of the failures that are an outcome; empty where none is written
     * @param fingerprint as it is written; empty where it is not
     */
    public record Written(String methodId, List<String> terminalOn, String fingerprint) {
    }

    List<GuardedMethod> methods() {
        return methods;
    }

    /** {@return the attributes of all methods that configuration cannot set} */
    public List<Written> written() {
        return methods.stream().map(guarded -> new Written(guarded.id(),
                guarded.attributes().terminalOn().stream().map(DotName::toString).toList(),
                guarded.attributes().fingerprint())).toList();
    }
}
