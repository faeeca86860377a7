package io.quarkiverse.eventidempotency.deployment.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Literal;
import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Part;
import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Path;
import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Segment;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;

/**
 * Reads one expression: text, <code>{path}</code>, <code>{header:name}</code>, <code>${property}</code>,
 * <code>${property:default}</code>,
 * and <code>{{</code> and <code>}}</code> for braces. The value of a property is text: braces in it mean nothing.
 */
final class KeyExpressionParser {

    /** What the path to a header begins with. */
    static final String HEADER = "header:";

    private final String kind;
    private final String text;
    private final Function<String, Optional<String>> properties;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private int position;

    private KeyExpressionParser(String kind, String text, Function<String, Optional<String>> properties) {
        this.kind = kind;
        this.text = text;
        this.properties = properties;
    }

    /** @param kind what the expression is, as errors name it */
    static KeyExpression parse(String kind, String text, Function<String, Optional<String>> properties)
            throws GuardProblem {
        return new KeyExpressionParser(kind, text, properties).parse();
    }

    private KeyExpression parse() throws GuardProblem {
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
        return new KeyExpression(kind, text, parts);
    }

    private void endLiteral() {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private String property() throws GuardProblem {
        int start = position;
        int end = closingBrace(start);
        String content = text.substring(start + 2, end);
        int colon = content.indexOf(':');
        String name = (colon < 0 ? content : content.substring(0, colon)).strip();
        if (name.isEmpty()) {
            throw problem("a ${} without the name of a property", start);
        }
        position = end + 1;
        Optional<String> value = properties.apply(name);
        if (value.isPresent()) {
            return value.get();
        }
        if (colon < 0) {
            throw problem("the configuration property " + name + ", which is not set while the application is built; set it, or"
                    + " write ${" + name + ":default}, or {" + name + "} for a path", start);
        }
        return content.substring(colon + 1);
    }

    private Path path() throws GuardProblem {
        int start = position + 1;
        int end = closingBrace(position);
        if (text.startsWith(HEADER, start)) {
            position = end + 1;
            return new Path(text.substring(start, end), List.of(header(start, end)));
        }
        List<Segment> segments = new ArrayList<>();
        int segmentStart = start;
        while (segmentStart <= end) {
            int dot = text.indexOf('.', segmentStart);
            int segmentEnd = dot < 0 || dot > end ? end : dot;
            segments.add(segment(segmentStart, segmentEnd));
            segmentStart = segmentEnd + 1;
        }
        position = end + 1;
        return new Path(text.substring(start, end), segments);
    }

    /** The names of headers have dots and dashes in them. */
    private Segment header(int start, int end) throws GuardProblem {
        boolean optional = text.charAt(end - 1) == '?';
        String name = text.substring(start, optional ? end - 1 : end);
        if (name.length() == HEADER.length() || name.chars().anyMatch(c -> Character.isWhitespace(c) || c == '{')) {
            throw problem("a header without a name, or with a space or a brace in it; write {header:name}", start);
        }
        return new Segment(name, optional, start + 1);
    }

    private Segment segment(int start, int end) throws GuardProblem {
        boolean optional = end > start && text.charAt(end - 1) == '?';
        String name = text.substring(start, optional ? end - 1 : end);
        if (name.isEmpty()) {
            throw problem("a path with an empty segment; a path is {parameter.member}", start);
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isWhitespace(c) || "{?:[]()".indexOf(c) >= 0) {
                throw problem("'" + c + "' cannot be part of a path; a path is {parameter.member}, and {{ stands for a brace"
                        + " as text", start + i);
            }
        }
        return new Segment(name, optional, start + 1);
    }

    private int closingBrace(int start) throws GuardProblem {
        int end = text.indexOf('}', start);
        if (end < 0) {
            throw problem("a { without a } after it; write {{ for a brace as text", start);
        }
        return end;
    }

    private GuardProblem problem(String what, int index) {
        return new GuardProblem("The " + kind + " \"" + text + "\" of @Idempotent has " + what + " (position " + (index + 1)
                + ")");
    }
}
