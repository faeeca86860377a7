package io.quarkiverse.eventidempotency.deployment.key;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;

/** How a value becomes part of a key. */
public enum KeyPartKind {

    STRING,
    PRIMITIVE,
    /** By its name, which a {@code toString()} does not change. */
    ENUM,
    /** Without an exponent. */
    DECIMAL,
    /** May be a decimal. */
    NUMBER,
    /** By its {@code toString()}. */
    TEXT;

    private static final String OR_RESOLVER = ", or make the key with keyResolver = …";

    /**
     * The kind of a type.
     *
     * @throws GuardProblem when its values do not tell events apart reliably; the message is a whole sentence without its
     *         beginning: {@code is a collection; …}
     */
    static KeyPartKind of(Type type, TypeIndex types) throws GuardProblem {
        return switch (type.kind()) {
            case PRIMITIVE -> PRIMITIVE;
            case CLASS, PARAMETERIZED_TYPE -> ofClass(type.name(), types);
            case ARRAY -> throw new GuardProblem("is an array; a key part is one value" + OR_RESOLVER);
            default -> throw new GuardProblem("is no value");
        };
    }

    private static KeyPartKind ofClass(DotName name, TypeIndex types) throws GuardProblem {
        if (name.equals(DotName.STRING_NAME)) {
            return STRING;
        }
        if (name.equals(DotNames.NUMBER)) {
            return NUMBER;
        }
        if (name.equals(DotNames.BIG_DECIMAL)) {
            return DECIMAL;
        }
        ClassInfo info = types.find(name);
        boolean isEnum = name.equals(DotName.ENUM_NAME) || info != null && info.isEnum();
        if (DotNames.PLAIN_TEXT.contains(name) || isTime(name.toString()) && !isEnum
                || name.toString().startsWith("java.") && types.isSubtype(name, DotNames.NUMBER)) {
            return TEXT;
        }
        if (isEnum) {
            return ENUM;
        }
        if (types.anySupertype(name, c -> c.hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY_PART))) {
            return TEXT;
        }
        throw new GuardProblem(refusal(name, types));
    }

    private static boolean isTime(String name) {
        return name.startsWith("java.time.") && name.lastIndexOf('.') == "java.time".length()
                && !name.equals("java.time.Clock") && !name.equals("java.time.InstantSource");
    }

    private static String refusal(DotName name, TypeIndex types) {
        if (name.equals(DotName.OBJECT_NAME)) {
            return "is not known: declare it, with its type arguments";
        }
        if (DotNames.OPTIONALS.contains(name)) {
            return "is an Optional: add a getter that returns its value or null, and write ? after its name" + OR_RESOLVER;
        }
        if (types.isSubtypeOfAny(name, DotNames.JSON_TREES)) {
            return "is a JSON tree: take a record with the components that the key needs, or annotate a String parameter with"
                    + " @IdempotencyKey" + OR_RESOLVER;
        }
        if (types.isSubtypeOfAny(name, DotNames.COLLECTIONS)) {
            return "is a collection; a key part is one value" + OR_RESOLVER;
        }
        String none = "is none of String, primitive, enum, UUID, number, java.time value: go on to one of its members";
        return DotNames.isPlatform(name) ? none + OR_RESOLVER
                : none + ", annotate it with @IdempotencyKeyPart if it is yours and its toString() tells events apart"
                        + OR_RESOLVER;
    }
}
