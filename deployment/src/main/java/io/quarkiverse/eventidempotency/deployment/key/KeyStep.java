package io.quarkiverse.eventidempotency.deployment.key;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;

/** One step from a method's parameters towards a key part: checked, and ready to be compiled. */
public sealed interface KeyStep {

    /** {@return the type after the step, with its type arguments} */
    Type type();

    /** {@return whether {@code null} after the step stands for an empty text, instead of making the key missing} */
    boolean optional();

    /** {@return the segment of a path that leads here} */
    String name();

    /**
     * An argument.
     *
     * @param name the parameter's name, or its number where the class file has no names
     */
    record Argument(int position, String name, Type type, boolean optional) implements KeyStep {
    }

    /** A call without arguments on the type before. */
    record Call(ClassInfo receiver, MethodInfo method, Type type, boolean optional) implements KeyStep {

        @Override
        public String name() {
            return MemberLookup.propertyName(method);
        }
    }

    /**
     * A field of the type before.
     *
     * @param accessor the getter that is generated for the field of an entity; {@code null} where the field itself is read
     */
    record Read(ClassInfo receiver, FieldInfo field, @Nullable String accessor, Type type,
            boolean optional) implements KeyStep {

        @Override
        public String name() {
            return field.name();
        }
    }

    /** A value of the map before. */
    record Entry(String key, Type type, boolean optional) implements KeyStep {

        @Override
        public String name() {
            return key;
        }
    }

    /**
     * What the message tells of itself: always the first step.
     *
     * @param name the path that names it
     * @param method the method of the message that tells it
     * @param argument that method's argument; {@code null} when it has none
     */
    record Attribute(String name, String method, @Nullable String argument, boolean optional) implements KeyStep {

        static final String MESSAGE_ID = "messageId";

        @Override
        public Type type() {
            return ClassType.create(DotNames.STRING);
        }
    }
}
