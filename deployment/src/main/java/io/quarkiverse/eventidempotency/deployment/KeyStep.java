package io.quarkiverse.eventidempotency.deployment;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/** One step from a method's parameters towards a key part: checked, and ready to be compiled. */
sealed interface KeyStep {

    /** {@return the type after the step, with its type arguments} */
    Type type();

    /** {@return whether {@code null} after the step stands for an empty text, instead of making the key missing} */
    boolean optional();

    /** {@return the same step, after which {@code null} ends the path} */
    KeyStep required();

    /** An argument. */
    record Argument(int position, Type type, boolean optional) implements KeyStep {

        @Override
        public KeyStep required() {
            return new Argument(position, type, false);
        }
    }

    /** A call without arguments on the type before. */
    record Call(ClassInfo receiver, MethodInfo method, Type type, boolean optional) implements KeyStep {

        @Override
        public KeyStep required() {
            return new Call(receiver, method, type, false);
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
        public KeyStep required() {
            return new Read(receiver, field, accessor, type, false);
        }
    }

    /** A value of the map before. */
    record Entry(String key, Type type, boolean optional) implements KeyStep {

        @Override
        public KeyStep required() {
            return new Entry(key, type, false);
        }
    }

    /**
     * What the message tells of itself: always the first step.
     *
     * @param method the method of the message that tells it
     * @param argument that method's argument; {@code null} when it has none
     */
    record Attribute(String method, @Nullable String argument, boolean optional) implements KeyStep {

        static final String MESSAGE_ID = "messageId";

        @Override
        public KeyStep required() {
            return new Attribute(method, argument, false);
        }

        @Override
        public Type type() {
            return ClassType.create(DotNames.STRING);
        }
    }
}
