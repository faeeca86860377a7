package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;
import java.util.Set;

import org.jboss.jandex.DotName;

/** Where a guarded method's key comes from: checked, and ready to be compiled. */
public sealed interface KeySource {

    String description();

    /** {@return what is joined to the key, in this order} */
    default List<Part> parts() {
        return List.of();
    }

    record Expression(String description, List<Part> parts) implements KeySource {
    }

    /** The elements that carry {@code @IdempotencyKey}, by their ids. */
    record Annotated(String description, List<Part> parts, Set<String> elements) implements KeySource {
    }

    record Event(String description, KeyPath event) implements KeySource {

        @Override
        public List<KeyPath> paths() {
            return List.of(event);
        }
    }

    /** The key that a resolver bean returns for an argument. */
    record Resolved(String description, DotName resolver, KeyPath argument) implements KeySource {

        @Override
        public List<KeyPath> paths() {
            return List.of(argument);
        }
    }

    record OwnIdentity() implements KeySource {

        private static final List<Part> IDENTITY = List.of(new Value(
                new KeyPath(
                        List.of(new KeyStep.Attribute(KeyStep.Attribute.IDENTITY, KeyStep.Attribute.IDENTITY, null, false))),
                KeyPartKind.STRING, false));

        @Override
        public String description() {
            return "the message's own identity";
        }

        @Override
        public List<Part> parts() {
            return IDENTITY;
        }
    }

    /** {@return the parts that differ from event to event} */
    default List<Value> values() {
        return parts().stream().filter(Value.class::isInstance).map(Value.class::cast).toList();
    }

    /** {@return the ways to all that the key is made of} */
    default List<KeyPath> paths() {
        return values().stream().map(Value::path).toList();
    }

    default boolean readsMessage() {
        return paths().stream().anyMatch(KeyPath::readsMessage);
    }

    /** {@return whether it takes what a broker gives the message, which the message loses where it is sent elsewhere} */
    default boolean takesBrokersIdentity() {
        return this instanceof OwnIdentity || values().stream().anyMatch(value -> value.path()
                .steps().get(0) instanceof KeyStep.Attribute attribute
                && attribute.method().equals(KeyStep.Attribute.MESSAGE_ID));
    }

    sealed interface Part {
    }

    record Text(String text) implements Part {
    }

    /** A value. An {@code escaped} one differs from any text between two values. */
    record Value(KeyPath path, KeyPartKind kind, boolean escaped) implements Part {
    }
}
