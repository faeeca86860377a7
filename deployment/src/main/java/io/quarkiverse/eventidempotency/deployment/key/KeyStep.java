package io.quarkiverse.eventidempotency.deployment.key;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/** One step from a method's parameters towards a key part: checked, and ready to be compiled. */
public sealed interface KeyStep {

    /** {@return the type after the step, with its type arguments} */
    Type type();

    /** {@return whether {@code null} after the step stands for an empty text, instead of making the key missing} */
    boolean optional();

    String name();

    /** An argument, by its parameter's name, or its number where the class file has no names. */
    record Argument(int position, String name, Type type, boolean optional) implements KeyStep {
    }

    /** A call of the method that reads a property of the type before. */
    record Call(String name, ClassInfo receiver, String method, Type declared, Type type,
            boolean optional) implements KeyStep {
    }

    /** A field of the type before. */
    record Read(String name, ClassInfo receiver, Type declared, Type type, boolean optional) implements KeyStep {
    }

    /** A value of the map before, by its key. */
    record Entry(String name, Type type, boolean optional) implements KeyStep {
    }

    /** A value that a method of the message returns, which may take an argument: always the first step. */
    record Attribute(String name, String method, @Nullable String argument, boolean optional) implements KeyStep {

        static final String MESSAGE_ID = "messageId";
        public static final String IDENTITY = "identity";

        @Override
        public Type type() {
            return ClassType.create(DotName.STRING_NAME);
        }
    }
}
