package io.quarkiverse.eventidempotency.deployment.key;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
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

    /** {@return the kind of a type; {@code null} when its values do not tell events apart reliably} */
    static @Nullable KeyPartKind of(Type type, TypeIndex types) {
        if (type.kind() == Type.Kind.PRIMITIVE) {
            return PRIMITIVE;
        }
        if (type.kind() != Type.Kind.CLASS && type.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return null;
        }
        DotName name = type.name();
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
        if (name.equals(DotName.ENUM_NAME) || info != null && info.isEnum()) {
            return ENUM;
        }
        return DotNames.PLAIN_TEXT.contains(name) || isTime(name.toString())
                || name.toString().startsWith("java.") && types.isSubtype(name, DotNames.NUMBER)
                || types.anySupertype(name, c -> c.hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY_PART)) ? TEXT : null;
    }

    private static boolean isTime(String name) {
        return name.startsWith("java.time.") && name.lastIndexOf('.') == "java.time".length()
                && !name.equals("java.time.Clock") && !name.equals("java.time.InstantSource");
    }

    /** {@return why a type has no kind: the end of a sentence that begins with the type} */
    static String refusal(Type type, TypeIndex types) {
        DotName name = type.name();
        if (type.kind() == Type.Kind.ARRAY) {
            return "is an array; a key part is one value" + OR_RESOLVER;
        }
        if (type.kind() != Type.Kind.CLASS && type.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return "is no value";
        }
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
