package io.quarkiverse.eventidempotency.deployment.method;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.function.Consumer;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;

/** What a method must be like to be guarded, as far as its declaration tells. */
public final class MethodRules {

    private MethodRules() {
    }

    public static void checkInterceptable(MethodInfo method, Consumer<String> problems) {
        ClassInfo declaring = method.declaringClass();
        if (declaring.isInterface()) {
            problems.accept("@Idempotent has no effect on a method of an interface: annotate the method of the bean class");
        } else if (Modifier.isPrivate(method.flags())) {
            problems.accept(
                    "@Idempotent cannot guard a private method: no interceptor sees its calls; make it package-private");
        } else if (Modifier.isStatic(method.flags())) {
            problems.accept("@Idempotent cannot guard a static method: no interceptor sees its calls; make it a method of a"
                    + " bean");
        } else if (Modifier.isFinal(method.flags())) {
            problems.accept("@Idempotent cannot guard a final method: no interceptor can stand in front of it; remove final");
        } else if (Modifier.isAbstract(method.flags())) {
            problems.accept("@Idempotent cannot guard an abstract method: annotate the methods that implement it");
        } else if (declaring.isRecord()) {
            problems.accept("@Idempotent cannot guard a method of a record: records are final; move it to a bean class");
        } else if (declaring.isFinal()) {
            problems.accept("@Idempotent cannot guard a method of a final class: no interceptor can stand in front of it;"
                    + " remove final from the class");
        }
    }

    /** Whether the parameters are payloads, one at a time or in a batch. */
    public static void checkParameters(MethodInfo method, TypeIndex types, Consumer<String> problems) {
        boolean consumer = Channels.isConsumer(method);
        for (int i = 0; i < method.parametersCount(); i++) {
            Type type = method.parameterType(i);
            DotName name = type.name();
            String batch = BatchRules.problem(method, i, types);
            if (batch != null) {
                problems.accept(batch);
            } else if (consumer && types.isSubtypeOfAny(name, DotNames.STREAMS)) {
                problems.accept("@Idempotent cannot guard a method that takes a stream (" + name.withoutPackagePrefix()
                        + "): it is called once, when the application starts; take one payload at a time");
            } else if (types.isSubtypeOfAny(name, DotNames.ANSWERS)
                    || hasNoResult(method) && ResourceMethod.of(method, types) == null
                            && types.isSubtypeOfAny(name, DotNames.ANSWERS_OF_VOID)) {
                problems.accept("@Idempotent cannot guard a method that answers its caller by a parameter ("
                        + TypeIndex.describe(type) + "): the caller of a duplicate would get no answer. Take what the method"
                        + " needs of it, such as a message's body, and return the answer");
            } else if (types.isSubtype(name, DotNames.MESSAGE)) {
                checkMessage(name, i == 0, consumer, problems);
            }
        }
    }

    private static boolean hasNoResult(MethodInfo method) {
        Type type = method.returnType();
        return type.kind() == Type.Kind.VOID || type.kind() == Type.Kind.PARAMETERIZED_TYPE
                && type.asParameterizedType().arguments().get(0).name().equals(DotNames.VOID);
    }

    private static void checkMessage(DotName name, boolean first, boolean consumer, Consumer<String> problems) {
        if (!consumer) {
            problems.accept("@Idempotent guards methods that take messages on @Incoming methods only ("
                    + name.withoutPackagePrefix() + "), since nobody else settles a message: take the payload");
        } else if (!name.equals(DotNames.MESSAGE) && !name.equals(DotNames.KAFKA_RECORD)) {
            problems.accept("@Idempotent cannot guard a method that takes a " + name.withoutPackagePrefix()
                    + ", which it cannot settle later than the method asks for: take a Message, whose metadata tells the same");
        } else if (!first) {
            problems.accept("@Idempotent takes the message of a method from its first parameter: put "
                    + name.withoutPackagePrefix() + " first");
        }
    }

    /** Whether there is a {@code null} to return where a body is skipped. */
    public static void checkSkip(MethodResult result, GuardAttributes attributes, Consumer<String> problems) {
        for (PolicyAttribute<?> attribute : List.of(PolicyOverrides.ON_DUPLICATE, PolicyOverrides.ON_IN_FLIGHT)) {
            Object written = attributes.overrides().get(attribute);
            if (result.type().kind() == Type.Kind.PRIMITIVE && (written == OnDuplicate.SKIP || written == OnInFlight.SKIP)) {
                problems.accept(attribute.member() + " = SKIP of @Idempotent returns null, which " + result.type().name()
                        + " cannot be: return an object, or choose another " + attribute.member());
            }
        }
    }

    /** {@return whether a duplicate needs the result: somebody gets it, or the channel that it is sent to} */
    static boolean resultNeeded(MethodInfo method, MethodResult result) {
        return (!result.isVoid() || result.message())
                && (!Channels.isConsumer(method) || !Channels.outgoing(method).isEmpty());
    }

    /** Whether what is not stored is missed by nobody. */
    public static void checkStoreResult(MethodInfo method, MethodResult result, GuardAttributes attributes,
            Consumer<String> problems) {
        if (Boolean.FALSE.equals(attributes.overrides().get(PolicyOverrides.STORE_RESULT)) && resultNeeded(method, result)) {
            problems.accept("storeResult = false of @Idempotent leaves a duplicate without its result, of type "
                    + TypeIndex.describe(result.type()) + ": leave it out, or let the method return nothing");
        }
    }
}
