package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jboss.jandex.DotName;

/** Where a guarded method's key comes from: checked, and ready to be compiled. */
public sealed interface KeySource {

    /** {@return the source as people read it} */
    String description();

    /** The {@code key} of the annotation. */
    record Expression(String description, List<Piece> pieces) implements KeySource {

        public Expression {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * What carries {@code @IdempotencyKey}.
     *
     * @param paths joined in this order
     * @param elements the ids of what carries it
     */
    record Annotated(String description, List<KeyPath> paths, Set<String> elements) implements KeySource {

        public Annotated {
            paths = List.copyOf(paths);
            elements = Set.copyOf(elements);
        }
    }

    /**
     * The event's own.
     *
     * @param steps the way to the event
     */
    record Event(String description, List<KeyStep> steps) implements KeySource {

        public Event {
            steps = List.copyOf(steps);
        }
    }

    /**
     * What a bean makes of an argument.
     *
     * @param resolver the bean's type
     * @param steps the way to the argument
     */
    record Resolved(String description, DotName resolver, List<KeyStep> steps) implements KeySource {

        public Resolved {
            steps = List.copyOf(steps);
        }
    }

    /** The message's own. */
    record OwnIdentity(String description) implements KeySource {
    }

    /** {@return whether it takes something from the message} */
    default boolean readsMessage() {
        return this instanceof OwnIdentity || attributes().findAny().isPresent();
    }

    /** {@return whether it takes what a broker gives the message, which the message loses where it is sent elsewhere} */
    default boolean takesBrokersIdentity() {
        return this instanceof OwnIdentity
                || attributes().anyMatch(attribute -> attribute.method().equals(KeyStep.Attribute.MESSAGE_ID));
    }

    private Stream<KeyStep.Attribute> attributes() {
        List<Piece> pieces = this instanceof Expression expression ? expression.pieces() : List.of();
        return pieces.stream().filter(Value.class::isInstance).map(piece -> ((Value) piece).path().steps().get(0))
                .filter(KeyStep.Attribute.class::isInstance).map(KeyStep.Attribute.class::cast);
    }

    /** A piece of an expression. */
    sealed interface Piece {
    }

    /** Text as it is. */
    record Text(String text) implements Piece {
    }

    /** A value as it is. */
    record Value(KeyPath path) implements Piece {
    }
}
