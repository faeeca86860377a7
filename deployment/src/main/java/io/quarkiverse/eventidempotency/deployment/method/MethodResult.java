package io.quarkiverse.eventidempotency.deployment.method;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.guard.ResultShape;

/**
 * What a guarded method returns.
 *
 * @param shape how
 * @param type the type that is stored; {@code Void} where there is none
 * @param message whether it is the payload of a message that is stored
 */
public record MethodResult(ResultShape shape, Type type, boolean message) {

    MethodResult(ResultShape shape, Type type) {
        this(shape, type, false);
    }

    private static final String DECLARE = "declare the type of the result, since a duplicate's is read back as that type";

    public boolean isVoid() {
        return type.name().equals(DotNames.VOID);
    }

    /** @throws GuardProblem when such results cannot be guarded */
    public static MethodResult of(MethodInfo method, TypeIndex types) throws GuardProblem {
        int last = method.parametersCount() - 1;
        if (last >= 0 && method.parameterType(last).name().equals(DotNames.CONTINUATION)) {
            throw new GuardProblem("@Idempotent cannot guard a Kotlin suspend function: let it return a Uni");
        }
        Type returned = method.returnType();
        MethodResult result = switch (returned.kind()) {
            case VOID -> new MethodResult(ResultShape.BLOCKING, ClassType.create(DotNames.VOID));
            case CLASS, PARAMETERIZED_TYPE -> ofClass(returned, types);
            default -> new MethodResult(ResultShape.BLOCKING, returned);
        };
        result = ofMessage(method, result, types);
        check(result.type(), types);
        return result;
    }

    private static MethodResult ofMessage(MethodInfo method, MethodResult result, TypeIndex types) throws GuardProblem {
        Type type = result.type();
        if (!isClass(type) || !types.isSubtype(type.name(), DotNames.MESSAGE)) {
            return result;
        }
        if (!Channels.isConsumer(method)) {
            throw new GuardProblem("@Idempotent cannot store a " + type.name().withoutPackagePrefix()
                    + " as the result of a method that is not @Incoming: return the payload");
        }
        if (!type.name().equals(DotNames.MESSAGE) || type.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            throw new GuardProblem("@Idempotent stores the payload of a message, and cannot make a "
                    + TypeIndex.describe(type) + " of it again: return a Message with the type of its payload, as in"
                    + " Message<Order>, or the payload");
        }
        return new MethodResult(result.shape(), type.asParameterizedType().arguments().get(0), true);
    }

    private static MethodResult ofClass(Type returned, TypeIndex types) throws GuardProblem {
        DotName name = returned.name();
        if (name.equals(DotNames.UNI)) {
            return new MethodResult(ResultShape.UNI, argument(returned));
        }
        if (name.equals(DotNames.COMPLETION_STAGE)) {
            return new MethodResult(ResultShape.STAGE, argument(returned));
        }
        if (types.isSubtypeOfAny(name, DotNames.STREAMS)) {
            throw new GuardProblem("@Idempotent cannot guard a method that returns " + name.withoutPackagePrefix()
                    + ", which is many results: guard a method that handles one event and returns a Uni");
        }
        if (types.isSubtypeOfAny(name, DotNames.PROMISES)) {
            throw new GuardProblem("@Idempotent cannot guard a method that returns " + name.withoutPackagePrefix()
                    + ": declare Uni or CompletionStage");
        }
        return new MethodResult(ResultShape.BLOCKING, returned);
    }

    private static Type argument(Type returned) throws GuardProblem {
        if (returned.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            throw new GuardProblem("@Idempotent cannot guard a method that returns a raw "
                    + returned.name().withoutPackagePrefix() + ": " + DECLARE);
        }
        return returned.asParameterizedType().arguments().get(0);
    }

    private static void check(Type type, TypeIndex types) throws GuardProblem {
        checkDeclared(type, types);
        if (!isClass(type)) {
            return;
        }
        String store = "@Idempotent cannot store a " + type.name().withoutPackagePrefix();
        if (types.isSubtypeOfAny(type.name(), DotNames.RESPONSES)) {
            throw new GuardProblem(store + ": guard a method that returns the entity, and make the response from that");
        }
        if (types.isSubtypeOfAny(type.name(), DotNames.ROUTED_OUTPUTS)) {
            throw new GuardProblem(store + ": return the payload of one output, or a Message of it, and let another method"
                    + " route it");
        }
        if (types.isSubtypeOfAny(type.name(), DotNames.STREAMS) || types.isSubtypeOfAny(type.name(), DotNames.PROMISES)) {
            throw new GuardProblem(store + " as a result: return the value itself in one Uni");
        }
    }

    private static boolean isClass(Type type) {
        return type.kind() == Type.Kind.CLASS || type.kind() == Type.Kind.PARAMETERIZED_TYPE;
    }

    private static void checkDeclared(Type type, TypeIndex types) throws GuardProblem {
        switch (type.kind()) {
            case TYPE_VARIABLE, TYPE_VARIABLE_REFERENCE, UNRESOLVED_TYPE_VARIABLE ->
                throw new GuardProblem("@Idempotent cannot guard a method whose result is a type variable: " + DECLARE);
            case WILDCARD_TYPE ->
                throw new GuardProblem("@Idempotent cannot guard a method whose result is a wildcard: " + DECLARE);
            case ARRAY -> checkDeclared(type.asArrayType().elementType(), types);
            case PARAMETERIZED_TYPE -> {
                for (Type argument : type.asParameterizedType().arguments()) {
                    checkDeclared(argument, types);
                }
            }
            case CLASS -> {
                ClassInfo raw = types.find(type.name());
                if (raw != null && !raw.typeParameters().isEmpty()) {
                    throw new GuardProblem("@Idempotent cannot guard a method whose result is a raw "
                            + type.name().withoutPackagePrefix() + ": " + DECLARE);
                }
            }
            default -> {
                // A primitive is what it is.
            }
        }
    }
}
