package io.quarkiverse.eventidempotency.deployment.types;

import java.util.function.Function;
import java.util.stream.Collectors;

import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkus.runtime.util.HashUtil;

/** The names of a guarded method. */
public final class MethodNames {

    private MethodNames() {
    }

    /** {@return what tells the method from all others, overloads among them: its class, name and erased parameters} */
    public static String id(MethodInfo method) {
        return inBean(method.declaringClass().name(), method);
    }

    /** {@return the method of one bean class, which may inherit it} */
    public static String inBean(DotName bean, MethodInfo method) {
        return signature(bean, method, type -> type.name().toString());
    }

    public static String shown(MethodInfo method) {
        return signature(method.declaringClass().name(), method, type -> {
            String name = type.kind() == Type.Kind.ARRAY ? TypeIndex.describe(type) : type.name().toString();
            return name.substring(name.lastIndexOf('.') + 1);
        });
    }

    /** {@return the name of the class that guards the method, in the package of the method's class} */
    public static String guardClass(MethodInfo method) {
        return method.declaringClass().name().toString().replace('$', '_') + "_" + method.name() + "_"
                + HashUtil.sha256(id(method)).substring(0, 10)
                + "_IdempotencyGuard";
    }

    private static String signature(DotName owner, MethodInfo method, Function<Type, String> name) {
        return method.parameterTypes().stream().map(name)
                .collect(Collectors.joining(",", owner + "#" + method.name() + "(", ")"));
    }
}
