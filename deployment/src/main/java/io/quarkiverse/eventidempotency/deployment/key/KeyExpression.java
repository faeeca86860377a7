package io.quarkiverse.eventidempotency.deployment.key;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;

/**
 * A parsed expression, not yet looked at against any type.
 *
 * @param what what it is, as errors name it: {@code key expression}, {@code fingerprint}
 * @param text the expression as written
 * @param parts its parts in order
 */
record KeyExpression(String what, String text, List<Part> parts) {

    KeyExpression {
        parts = List.copyOf(parts);
    }

    boolean hasPath() {
        return parts.stream().anyMatch(Path.class::isInstance);
    }

    /** Converts one part; to {@code null} where nothing stands for it. */
    interface Conversion<T> {

        @Nullable
        T of(Part part) throws GuardProblem;
    }

    /** {@return the converted parts; {@code null} when at least one has a problem, each of which is reported} */
    <T> @Nullable List<T> convert(Conversion<T> conversion, Consumer<String> problems) {
        List<T> converted = new ArrayList<>();
        boolean failed = false;
        for (Part part : parts) {
            try {
                T one = conversion.of(part);
                if (one != null) {
                    converted.add(one);
                }
            } catch (GuardProblem e) {
                failed = true;
                problems.accept(e.text());
            }
        }
        return failed ? null : converted;
    }

    /** Literal text, or a path. */
    sealed interface Part {
    }

    /**
     * Text that stands there as it is.
     *
     * @param text never empty
     */
    record Literal(String text) implements Part {
    }

    /**
     * What stands between braces.
     *
     * @param text the path as written, without its braces
     * @param segments at least one
     */
    record Path(String text, List<Segment> segments) implements Part {

        Path {
            segments = List.copyOf(segments);
        }
    }

    /**
     * One step of a path.
     *
     * @param name the name of a parameter, a member or a map's key
     * @param optional whether {@code ?} follows it
     * @param position where it starts in the expression, from 1
     */
    record Segment(String name, boolean optional, int position) {
    }
}
