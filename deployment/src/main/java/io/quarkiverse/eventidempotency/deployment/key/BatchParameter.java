package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.ParameterizedType;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;

/**
 * The parameter of a method that carries several events, each with a key of its own. The code that takes a key is called
 * for each element, with the element in the place of the batch.
 *
 * @param name the path to an element as an expression spells it, such as {@code orders[]}
 * @param element the type of an element, {@code Object} where it is not declared
 */
public record BatchParameter(int position, Kind kind, String name, Type element) {

    static final String PAYLOAD = "payload";

    /** The type of the parameter. */
    public enum Kind {

        LIST("a List"),
        MESSAGE("a Message with a List"),
        RECORDS("a ConsumerRecords");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** {@return the batch that a message consumer takes as its first parameter; {@code null} when it takes one event} */
    public static @Nullable BatchParameter ofConsumer(MethodInfo method, TypeIndex types) {
        if (method.parametersCount() == 0) {
            return null;
        }
        Type type = declared(method, 0, types);
        List<Type> arguments = arguments(type);
        if (type.name().equals(DotNames.CONSUMER_RECORDS) && !arguments.isEmpty()) {
            return of(method, 0, Kind.RECORDS, "",
                    ParameterizedType.create(DotNames.CONSUMER_RECORD, arguments.toArray(Type[]::new), null));
        }
        if (type.name().equals(DotNames.MESSAGE) && !arguments.isEmpty() && isList(arguments.get(0))) {
            return of(method, 0, Kind.MESSAGE, "." + PAYLOAD, element(arguments.get(0)));
        }
        return isList(type) ? ofList(method, 0, types) : null;
    }

    /** {@return the batch that a parameter of type {@code List} is} */
    static BatchParameter ofList(MethodInfo method, int position, TypeIndex types) {
        return of(method, position, Kind.LIST, "", element(declared(method, position, types)));
    }

    private static BatchParameter of(MethodInfo method, int position, Kind kind, String member, Type element) {
        return new BatchParameter(position, kind, KeySourceFinder.label(method, position) + member + "[]", element);
    }

    /** {@return the positions of all parameters of type {@code List}} */
    static List<Integer> lists(MethodInfo method) {
        return IntStream.range(0, method.parametersCount()).filter(i -> isList(method.parameterType(i))).boxed().toList();
    }

    /** {@return whether a type is a {@code List}, not a subtype} */
    public static boolean isList(Type type) {
        return type.name().equals(DotNames.LIST);
    }

    /** {@return the type of a parameter without wildcards and variables} */
    private static Type declared(MethodInfo method, int position, TypeIndex types) {
        return types.substitute(method.parameterType(position), Map.of());
    }

    private static Type element(Type list) {
        return arguments(list).stream().findFirst().orElse(ClassType.create(DotName.OBJECT_NAME));
    }

    private static List<Type> arguments(Type type) {
        return type.kind() == Type.Kind.PARAMETERIZED_TYPE ? type.asParameterizedType().arguments() : List.of();
    }

    /** {@return the step to an element} */
    KeyStep step(boolean optional) {
        return new KeyStep.Argument(position, name, element, optional);
    }

    /** {@return how many segments of a path lead to an element} */
    int depth() {
        return kind == Kind.MESSAGE ? 2 : 1;
    }

    /** {@return whether a value differs from element to element} */
    boolean isNamedBy(KeyPath path) {
        return path.readsMessage()
                || path.steps().get(0) instanceof KeyStep.Argument argument && argument.position() == position;
    }
}
