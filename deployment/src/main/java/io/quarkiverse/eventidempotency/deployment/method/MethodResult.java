package io.quarkiverse.eventidempotency.deployment.method;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.key.BatchParameter;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.guard.ResultShape;

/**
 * The result of a guarded method.
 *
 * @param type the type that is stored; {@code Void} where there is none
 * @param message whether it is the payload of a message that is stored
 */
public record MethodResult(ResultShape shape, Type type, boolean message) {

    private static final String DECLARE = "declare the type of the result, since a duplicate's is read back as that type";

    public boolean isVoid() {
        return type.name().equals(DotNames.VOID);
    }

    /**
     * {@return the result of a method, of one element where it takes a batch}
     *
     * @throws GuardProblem when such results cannot be guarded
     */
    public static MethodResult of(MethodInfo method, @Nullable BatchParameter batch, TypeIndex types) throws GuardProblem {
        int last = method.parametersCount() - 1;
        if (last >= 0 && method.parameterType(last).name().equals(DotNames.CONTINUATION)) {
            throw new GuardProblem("@Idempotent cannot guard a Kotlin suspend function: let it return a Uni");
        }
        Type returned = method.returnType();
        MethodResult result = switch (returned.kind()) {
            case VOID -> new MethodResult(ResultShape.BLOCKING, ClassType.create(DotNames.VOID), false);
            case CLASS, PARAMETERIZED_TYPE -> ofClass(returned, types);
            default -> new MethodResult(ResultShape.BLOCKING, returned, false);
        };
        result = batch == null ? ofMessage(method, result, types) : ofElement(result, batch, types);
        checkDeclared(result.type(), types);
        if (isClass(result.type())) {
            checkStorable(result.type().name(), types);
        }
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

    private static MethodResult ofElement(MethodResult result, BatchParameter batch, TypeIndex types) throws GuardProblem {
        Type type = result.type();
        if (result.isVoid() || type.kind() == Type.Kind.CLASS && BatchParameter.isList(type)) {
            return result; // a raw list has no element, and is refused as such
        }
        Type element = type.kind() == Type.Kind.PARAMETERIZED_TYPE && BatchParameter.isList(type)
                ? type.asParameterizedType().arguments().get(0)
                : null;
        if (element == null || element.name().equals(DotNames.VOID) || types.isSubtype(element.name(), DotNames.MESSAGE)) {
            throw new GuardProblem("@Idempotent stores one result for each element of the batch " + batch.name() + ", which "
                    + TypeIndex.describe(type) + " does not contain: return nothing, or a List with one result (not a Message)"
                    + " for each element that the method gets, in the same order");
        }
        return new MethodResult(result.shape(), element, false);
    }

    private static MethodResult ofClass(Type returned, TypeIndex types) throws GuardProblem {
        DotName name = returned.name();
        if (name.equals(DotNames.UNI)) {
            return new MethodResult(ResultShape.UNI, argument(returned), false);
        }
        if (name.equals(DotNames.COMPLETION_STAGE)) {
            return new MethodResult(ResultShape.STAGE, argument(returned), false);
        }
        if (types.isSubtypeOfAny(name, DotNames.STREAMS)) {
            throw new GuardProblem("@Idempotent cannot guard a method that returns " + name.withoutPackagePrefix()
                    + ", which is many results: guard a method that handles one event and returns a Uni");
        }
        if (types.isSubtypeOfAny(name, DotNames.PROMISES)) {
            throw new GuardProblem("@Idempotent cannot guard a method that returns " + name.withoutPackagePrefix()
                    + ": declare Uni or CompletionStage");
        }
        return new MethodResult(ResultShape.BLOCKING, returned, false);
    }

    private static Type argument(Type returned) throws GuardProblem {
        if (returned.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            throw new GuardProblem("@Idempotent cannot guard a method that returns a raw "
                    + returned.name().withoutPackagePrefix() + ": " + DECLARE);
        }
        return returned.asParameterizedType().arguments().get(0);
    }

    private static void checkStorable(DotName type, TypeIndex types) throws GuardProblem {
        String store = "@Idempotent cannot store a " + type.withoutPackagePrefix();
        if (types.isSubtypeOfAny(type, DotNames.RESPONSES)) {
            throw new GuardProblem(store + ": guard a method that returns the entity, and make the response from that");
        }
        if (types.isSubtypeOfAny(type, DotNames.ROUTED_OUTPUTS)) {
            throw new GuardProblem(store + ": return the payload of one output, or a Message of it, and let another method"
                    + " route it");
        }
        if (types.isSubtypeOfAny(type, DotNames.STREAMS) || types.isSubtypeOfAny(type, DotNames.PROMISES)) {
            throw new GuardProblem(store + " as a result: return the value itself in one Uni");
        }
    }

    private static boolean isClass(Type type) {
        return type.kind() == Type.Kind.CLASS || type.kind() == Type.Kind.PARAMETERIZED_TYPE;
    }

    private static void checkDeclared(Type type, TypeIndex types) throws GuardProblem {
        String open = switch (type.kind()) {
            case TYPE_VARIABLE, TYPE_VARIABLE_REFERENCE, UNRESOLVED_TYPE_VARIABLE -> "type variable";
            case WILDCARD_TYPE -> "wildcard";
            case CLASS -> {
                ClassInfo raw = types.find(type.name());
                yield raw == null || raw.typeParameters().isEmpty() ? null : "raw " + type.name().withoutPackagePrefix();
            }
            default -> null;
        };
        if (open != null) {
            throw new GuardProblem("@Idempotent cannot guard a method whose result is a " + open + ": " + DECLARE);
        }
        if (type.kind() == Type.Kind.ARRAY) {
            checkDeclared(type.asArrayType().elementType(), types);
        } else if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
            for (Type argument : type.asParameterizedType().arguments()) {
                checkDeclared(argument, types);
            }
        }
    }
}
