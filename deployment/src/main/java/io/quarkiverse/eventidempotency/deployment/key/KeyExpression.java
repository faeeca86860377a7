package io.quarkiverse.eventidempotency.deployment.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;

/**
 * A parsed expression, not yet checked against any type: text, <code>{path}</code>, <code>{header:name}</code>,
 * <code>${property}</code>, <code>${property:default}</code>, and <code>{{</code> and <code>}}</code> for braces. The value of
 * a
 * property is text: braces in it mean nothing.
 */
final class KeyExpression {

    /** The prefix of a path to a header. */
    static final String HEADER = "header:";

    private final String what;
    private final String text;
    private final Function<String, Optional<String>> properties;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private int position;

    /** @param what what the expression is, as errors name it: {@code key expression}, {@code fingerprint} */
    KeyExpression(String what, String text, Function<String, Optional<String>> properties) throws GuardProblem {
        this.what = what;
        this.text = text;
        this.properties = properties;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (text.startsWith("{{", position) || text.startsWith("}}", position)) {
                literal.append(c);
                position += 2;
            } else if (text.startsWith("${", position) && !text.startsWith("${{", position)) {
                literal.append(property());
            } else if (c == '{') {
                endLiteral();
                parts.add(path());
            } else if (c == '}') {
                throw problem("a } without a { before it; write }} for a brace as text", position);
            } else {
                literal.append(c);
                position++;
            }
        }
        endLiteral();
    }

    private void endLiteral() {
        if (!literal.isEmpty()) {
            parts.add(new Part(literal.toString(), List.of()));
            literal.setLength(0);
        }
    }

    private String property() throws GuardProblem {
        int start = position;
        int end = closingBrace();
        String content = text.substring(start + 2, end);
        int colon = content.indexOf(':');
        String name = (colon < 0 ? content : content.substring(0, colon)).strip();
        if (name.isEmpty()) {
            throw problem("a ${} without the name of a property", start);
        }
        Optional<String> value = properties.apply(name);
        if (value.isEmpty() && colon < 0) {
            throw problem("the configuration property " + name + ", which is not set while the application is built; set it, or"
                    + " write ${" + name + ":default}, or {" + name + "} for a path", start);
        }
        return value.orElseGet(() -> content.substring(colon + 1));
    }

    private Part path() throws GuardProblem {
        int start = position + 1;
        int end = closingBrace();
        List<Segment> segments = new ArrayList<>();
        if (text.startsWith(HEADER, start)) {
            segments.add(header(start, end));
        } else {
            for (int at = start; at <= end;) {
                int dot = text.indexOf('.', at);
                int segmentEnd = dot < 0 || dot > end ? end : dot;
                segments.add(segment(at, segmentEnd));
                at = segmentEnd + 1;
            }
        }
        return new Part(text.substring(start, end), segments);
    }

    /** The names of headers have dots and dashes in them. */
    private Segment header(int start, int end) throws GuardProblem {
        Segment header = Segment.of(text.substring(start, end), start);
        if (header.name().length() == HEADER.length()
                || header.name().chars().anyMatch(c -> Character.isWhitespace(c) || c == '{')) {
            throw problem("a header without a name, or with a space or a brace in it; write {header:name}", start);
        }
        return header;
    }

    private Segment segment(int start, int end) throws GuardProblem {
        Segment segment = Segment.of(text.substring(start, end), start);
        if (segment.name().isEmpty()) {
            throw problem("a path with an empty segment; a path is {parameter.member}", start);
        }
        for (int i = 0; i < segment.name().length(); i++) {
            char c = segment.name().charAt(i);
            if (Character.isWhitespace(c) || "{?:[]()".indexOf(c) >= 0) {
                throw problem("'" + c + "' cannot be part of a path; a path is {parameter.member}, and {{ stands for a brace"
                        + " as text", start + i);
            }
        }
        return segment;
    }

    /** {@return where the next brace closes, which is read with it} */
    private int closingBrace() throws GuardProblem {
        int end = text.indexOf('}', position);
        if (end < 0) {
            throw problem("a { without a } after it; write {{ for a brace as text", position);
        }
        position = end + 1;
        return end;
    }

    private GuardProblem problem(String problem, int index) {
        return new GuardProblem(this + " has " + problem + " (position " + (index + 1) + ")");
    }

    /** {@return why a segment does not fit the types} */
    GuardProblem problem(Segment segment, String problem) {
        return new GuardProblem(this + " does not fit: \"" + segment.name() + "\" (position " + segment.position() + ") "
                + problem);
    }

    List<Part> parts() {
        return parts;
    }

    /** {@return the expression as the beginning of an error} */
    @Override
    public String toString() {
        return "The " + what + " \"" + text + "\" of @Idempotent";
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

    /**
     * Literal text, or a path.
     *
     * @param text as it is, or the path as written, without its braces
     * @param segments those of a path; empty for text
     */
    record Part(String text, List<Segment> segments) {

        boolean isPath() {
            return !segments.isEmpty();
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

        private static Segment of(String written, int index) {
            boolean optional = written.endsWith("?");
            return new Segment(optional ? written.substring(0, written.length() - 1) : written, optional, index + 1);
        }
    }
}
