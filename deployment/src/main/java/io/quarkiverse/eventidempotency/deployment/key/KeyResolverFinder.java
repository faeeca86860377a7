package io.quarkiverse.eventidempotency.deployment.key;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.PrimitiveType;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex.Supertype;

/** Finds what the {@code keyResolver} of a guarded method is asked with: the one parameter, or payload, of its type. */
final class KeyResolverFinder {

    /** The type variable of {@code KeyResolver}. */
    private static final String ARGUMENT = "T";

    private final TypeIndex types;
    private final MethodInfo method;
    private final PathResolver paths;

    KeyResolverFinder(TypeIndex types, MethodInfo method, PathResolver paths) {
        this.types = types;
        this.method = method;
        this.paths = paths;
    }

    KeySource.Resolved find(DotName resolver) throws GuardProblem {
        Supertype declared = types.supertype(ClassType.create(resolver), DotNames.KEY_RESOLVER);
        Type wanted = declared == null ? ClassType.OBJECT_TYPE
                : declared.bindings().getOrDefault(ARGUMENT, ClassType.OBJECT_TYPE);
        List<KeyPath> fitting = new ArrayList<>();
        for (int i = 0; i < method.parametersCount(); i++) {
            KeyPath argument = argument(i, wanted);
            if (argument != null) {
                fitting.add(argument);
            }
        }
        if (fitting.size() == 1) {
            return new KeySource.Resolved("keyResolver " + resolver, resolver, fitting.get(0));
        }
        String asked = "keyResolver = " + resolver + " of @Idempotent takes a " + TypeIndex.describe(wanted);
        throw new GuardProblem(fitting.isEmpty()
                ? asked + ", which no parameter is, nor the payload of one: take one, or name a resolver of a type that is there"
                : asked + ", which several parameters are (" + fitting.stream()
                        .map(argument -> argument.steps().get(0).name()).collect(Collectors.joining(", "))
                        + "): let it take a type that only one of them is");
    }

    /** The payload first: a resolver of any object is not meant to be asked with a message. */
    private @Nullable KeyPath argument(int position, Type wanted) {
        List<KeyStep> payload = paths.payload(position).steps();
        for (int length = payload.size(); length > 0; length--) {
            if (fits(wanted, payload.get(length - 1).type())) {
                return new KeyPath(payload.subList(0, length));
            }
        }
        return null;
    }

    private boolean fits(Type wanted, Type given) {
        if (given.kind() == Type.Kind.PRIMITIVE) {
            return fits(wanted, PrimitiveType.box(given.asPrimitiveType()));
        }
        if (wanted.name().equals(DotName.OBJECT_NAME)) {
            return true;
        }
        if (wanted.kind() == Type.Kind.ARRAY || given.kind() == Type.Kind.ARRAY) {
            return TypeIndex.describe(wanted).equals(TypeIndex.describe(given));
        }
        Supertype supertype = types.supertype(given, wanted.name());
        if (supertype == null || wanted.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return supertype != null;
        }
        // As far as the arguments are known: a raw type has the bounds of its variables.
        return types.hierarchy(wanted).get(0).bindings().entrySet().stream().allMatch(wish -> {
            Type argument = supertype.bindings().get(wish.getKey());
            return argument == null || argument.name().equals(DotName.OBJECT_NAME) || fits(wish.getValue(), argument);
        });
    }
}
