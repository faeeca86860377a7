package io.quarkiverse.eventidempotency.deployment.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Part;
import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Segment;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;

class KeyExpressionTest {

    private static final Map<String, String> PROPERTIES = Map.of("acme.name", "value{x}");

    @Test
    void readsTextAndPathsWithPositions() throws GuardProblem {
        assertThat(parse("a:{event.id?.x}:{b}").parts()).containsExactly(
                new Part("a:", List.of()),
                new Part("event.id?.x", List.of(new Segment("event", false, false, 4), new Segment("id", false, true, 10),
                        new Segment("x", false, false, 14))),
                new Part(":", List.of()),
                new Part("b", List.of(new Segment("b", false, false, 18))));
    }

    @Test
    void doubledBracesAreText() throws GuardProblem {
        assertThat(parse("{{a}}").parts()).containsExactly(new Part("{a}", List.of()));
        assertThat(parse("{{{a}}}").parts()).containsExactly(new Part("{", List.of()),
                new Part("a", List.of(new Segment("a", false, false, 4))), new Part("}", List.of()));
        assertThat(parse("${{a}}").parts()).containsExactly(new Part("${a}", List.of()));
    }

    @Test
    void propertiesAreTextWhateverTheyHold() throws GuardProblem {
        assertThat(parse("$-${acme.name}-${none:a:b}-${none:}").parts())
                .containsExactly(new Part("$-value{x}-a:b-", List.of()));
    }

    @Test
    void headersKeepTheDotsOfTheirNames() throws GuardProblem {
        assertThat(parse("{header:x.event-id}/{header:b?}").parts()).containsExactly(
                new Part("header:x.event-id", List.of(new Segment("header:x.event-id", false, false, 2))),
                new Part("/", List.of()),
                new Part("header:b?", List.of(new Segment("header:b", false, true, 22))));
    }

    @Test
    void bracketsStandForElements() throws GuardProblem {
        assertThat(parse("{orders[].id?}{ids[]?}{header:x[]}").parts()).containsExactly(
                new Part("orders[].id?", List.of(new Segment("orders", true, false, 2), new Segment("id", false, true, 11))),
                new Part("ids[]?", List.of(new Segment("ids", true, true, 16))),
                new Part("header:x[]", List.of(new Segment("header:x[]", false, false, 24))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "a{b        | a { without a } after it; write {{ for a brace as text (position 2)",
            "a}b        | a } without a { before it; write }} for a brace as text (position 2)",
            "a:{}       | a path with an empty segment; a path is {parameter.member} (position 4)",
            "{a..b}     | a path with an empty segment; a path is {parameter.member} (position 4)",
            "{a.?}      | a path with an empty segment; a path is {parameter.member} (position 4)",
            "{a b}      | ' ' cannot be part of a path",
            "{a[0].b}   | '[' in a path; only [] is allowed there, once, after a batch: it stands for each of the elements, as in "
                    + "{orders[].id} (position 3)",
            "{a[ ].b}   | '[' in a path; only [] is allowed there, once",
            "{a[][].b}  | '[' in a path; only [] is allowed there, once",
            "{a].b}     | ']' in a path; only [] is allowed there, once",
            "{a?[].b}   | '?' cannot be part of a path",
            "{[].b}     | a path with an empty segment",
            "{a[] .b}   | '[' in a path; only [] is allowed there, once",
            "{head:x}   | ':' cannot be part of a path",
            "{header:}  | a header without a name, or with a space or a brace in it; write {header:name} (position 2)",
            "{header:a b} | a header without a name, or with a space or a brace in it; write {header:name} (position 2)",
            "{a?b}      | '?' cannot be part of a path",
            "x${none}   | the configuration property none, which is not set while the application is built; set it, or write "
                    + "${none:default}, or {none} for a path (position 2)",
            "${}        | a ${} without the name of a property (position 1)",
            "${none     | a { without a } after it" })
    void namesWhatIsWrongAndWhere(String expression, String problem) {
        assertThatThrownBy(() -> parse(expression)).isInstanceOf(GuardProblem.class)
                .hasMessageContaining("The key expression \"" + expression + "\" of @Idempotent has " + problem);
    }

    private static KeyExpression parse(String text) throws GuardProblem {
        return new KeyExpression("key expression", text, name -> Optional.ofNullable(PROPERTIES.get(name)));
    }
}
