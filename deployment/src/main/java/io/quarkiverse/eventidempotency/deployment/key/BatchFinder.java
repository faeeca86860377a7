package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;

/**
 * Finds the batch that a guarded method takes. A message consumer takes one by its signature. Elsewhere a {@code List} is an
 * argument like others, unless the key is taken from its elements.
 */
public record BatchFinder(KeySourceFinder keys) {

    /** {@return the batch; {@code null} where a call is for one event} */
    public @Nullable BatchParameter find(MethodInfo method, AnnotationInstance idempotent) {
        if (Channels.isConsumer(method)) {
            return BatchParameter.ofConsumer(method, keys.types());
        }
        List<Integer> lists = BatchParameter.lists(method);
        if (lists.size() != 1) {
            return null;
        }
        BatchParameter list = BatchParameter.ofList(method, lists.get(0), keys.types());
        String expression = KeySourceFinder.expression(idempotent);
        DotName resolver = KeySourceFinder.resolver(idempotent);
        boolean elements = expression == null ? !hasKey(method, null, resolver) && hasKey(method, list, resolver)
                : namesElements(expression, method.parameterName(list.position()));
        return elements ? list : null;
    }

    private boolean namesElements(String expression, @Nullable String list) {
        try {
            return new KeyExpression("key expression", expression, keys.properties()).parts().stream()
                    .filter(KeyExpression.Part::isPath).map(path -> path.segments().get(0))
                    .anyMatch(first -> first.elements() && first.name().equals(list));
        } catch (GuardProblem e) {
            return false; // reported where the key is taken
        }
    }

    private boolean hasKey(MethodInfo method, @Nullable BatchParameter batch, @Nullable DotName resolver) {
        try {
            keys.declared(resolver, new PathResolver(keys.types(), method, batch));
            return true;
        } catch (GuardProblem e) {
            return false; // reported where the key is taken
        }
    }
}
