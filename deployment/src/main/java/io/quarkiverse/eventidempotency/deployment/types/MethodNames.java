package io.quarkiverse.eventidempotency.deployment.types;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

/** The names of a guarded method. */
public final class MethodNames {

    private MethodNames() {
    }

    /** {@return what tells the method from all others, overloads among them: its class, name and erased parameters} */
    public static String id(MethodInfo method) {
        return signature(method.declaringClass().name(), method, type -> type.name().toString());
    }

    /** {@return the method of one bean class, which may inherit it} */
    public static String inBean(DotName bean, MethodInfo method) {
        return signature(bean, method, type -> type.name().toString());
    }

    /** {@return the method as errors name it} */
    public static String shown(MethodInfo method) {
        return signature(method.declaringClass().name(), method, MethodNames::simple);
    }

    /** {@return the name of the class that guards the method, in the package of the method's class} */
    public static String guardClass(MethodInfo method) {
        return method.declaringClass().name().toString().replace('$', '_') + "_" + method.name() + "_" + hash(id(method))
                + "_IdempotencyGuard";
    }

    private static String signature(DotName owner, MethodInfo method, Function<Type, String> name) {
        return method.parameterTypes().stream().map(name)
                .collect(Collectors.joining(",", owner + "#" + method.name() + "(", ")"));
    }

    private static String simple(Type type) {
        String name = type.kind() == Type.Kind.ARRAY ? TypeIndex.describe(type) : type.name().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
