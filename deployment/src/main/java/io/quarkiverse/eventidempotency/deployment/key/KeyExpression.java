package io.quarkiverse.eventidempotency.deployment.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;

/**
 * A parsed expression, not yet checked against any type: text, <code>{path}</code>, <code>{batch[].path}</code>,
 * <code>{header:name}</code>, <code>${property}</code>, <code>${property:default}</code>, and <code>{{</code> and
 * <code>}}</code> for braces. The value of a property is text: braces in it mean nothing.
 */
final class KeyExpression {

    static final String HEADER = "header:";

    /** A brace as text, a property or a path with its content and the brace that ends it, or a brace that ends nothing. */
    private static final Pattern BRACES = Pattern
            .compile("(?<text>\\{\\{|}})|(?<property>\\$(?=\\{(?!\\{)))?\\{(?<content>[^}]*)(?<end>}?)|}");
    private static final Pattern NOT_IN_PATH = Pattern.compile("[\\p{javaWhitespace}{?:\\[\\]()]");
    private static final String BRACKETS = "[]";

    private final String what;
    private final String text;
    private final Function<String, Optional<String>> properties;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();

    /** @param what what the expression is, as errors name it: {@code key expression}, {@code fingerprint} */
    KeyExpression(String what, String text, Function<String, Optional<String>> properties) throws GuardProblem {
        this.what = what;
        this.text = text;
        this.properties = properties;
        Matcher braces = BRACES.matcher(text);
        while (braces.find()) {
            braces.appendReplacement(literal, "");
            String content = braces.group("content");
            if (braces.group("text") != null) {
                literal.append(text.charAt(braces.start()));
            } else if (content == null) {
                throw problem("a } without a { before it; write }} for a brace as text", braces.start());
            } else if (braces.group("end").isEmpty()) {
                throw problem("a { without a } after it; write {{ for a brace as text", braces.start());
            } else if (braces.group("property") != null) {
                literal.append(property(content, braces.start()));
            } else {
                endLiteral();
                parts.add(new Part(content, segments(content, braces.start("content"))));
            }
        }
        braces.appendTail(literal);
        endLiteral();
    }

    private void endLiteral() {
        if (!literal.isEmpty()) {
            parts.add(new Part(literal.toString(), List.of()));
            literal.setLength(0);
        }
    }

    private String property(String content, int start) throws GuardProblem {
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

    private List<Segment> segments(String path, int start) throws GuardProblem {
        if (path.startsWith(HEADER)) { // the names of headers have dots and dashes in them
            Segment header = Segment.of(path, start);
            if (header.name().length() == HEADER.length()
                    || header.name().chars().anyMatch(c -> Character.isWhitespace(c) || c == '{')) {
                throw problem("a header without a name, or with a space or a brace in it; write {header:name}", start);
            }
            return List.of(header);
        }
        List<Segment> segments = new ArrayList<>();
        int at = start;
        for (String written : path.split("\\.", -1)) {
            Segment segment = Segment.of(written, at);
            Matcher wrong = NOT_IN_PATH.matcher(segment.name());
            if (segment.name().isEmpty()) {
                throw problem("a path with an empty segment; a path is {parameter.member}", at);
            } else if (wrong.find()) {
                if (BRACKETS.contains(wrong.group())) {
                    throw problem("'" + wrong.group() + "' in a path; only [] is allowed there, once, after a batch: it stands"
                            + " for each of the elements, as in {orders[].id}", at + wrong.start());
                }
                throw problem(
                        "'" + wrong.group() + "' cannot be part of a path; a path is {parameter.member}, and {{ stands for"
                                + " a brace as text",
                        at + wrong.start());
            }
            segments.add(segment);
            at += written.length() + 1;
        }
        return segments;
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

    /** Literal text, which has no segments, or a path as it is written between its braces. */
    record Part(String text, List<Segment> segments) {

        boolean isPath() {
            return !segments.isEmpty();
        }
    }

    /**
     * One step of a path. Positions in the expression start at 1.
     *
     * @param elements whether {@code []} follows it: each element of a batch
     * @param optional whether {@code ?} follows it
     */
    record Segment(String name, boolean elements, boolean optional, int position) {

        private static Segment of(String written, int index) {
            boolean optional = written.endsWith("?");
            String name = optional ? written.substring(0, written.length() - 1) : written;
            boolean elements = name.endsWith(BRACKETS) && !name.startsWith(HEADER);
            return new Segment(elements ? name.substring(0, name.length() - BRACKETS.length()) : name, elements, optional,
                    index + 1);
        }

        @Override
        public String toString() {
            return name + (elements ? BRACKETS : "") + (optional ? "?" : "");
        }
    }
}
