package io.quarkiverse.eventidempotency.deployment.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;

class KeyExpressionFuzzTest {

    private static final List<String> PIECES = List.of("{", "}", "{{", "}}", "${", "$", ":", "?", ".", "[", "]", "header:",
            "kafka.key",
            "messageId", "event", "order", " ", "", "\u0000", "ä", "\uD800", "*", "\\", "\"", "0", "default", "known", "[]");

    /** {@code -Dfuzz.seed=…} draws others. */
    @Test
    void anyTextIsAnExpressionOrAProblemThatIsTold() {
        long seed = Long.getLong("fuzz.seed", 1);
        System.out.println("Fuzz: key expressions, seed " + seed);
        Random random = new Random(seed);
        int expressions = 0;
        int problems = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(9); piece > 0; piece--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            try {
                new KeyExpression("key expression", text.toString(),
                        name -> name.equals("known") ? Optional.of("{v}") : Optional.empty());
                expressions++;
            } catch (GuardProblem problem) {
                assertThat(problem.getMessage()).as(text.toString()).isNotBlank();
                problems++;
            }
        }
        assertThat(expressions).isGreaterThan(10_000);
        assertThat(problems).isGreaterThan(10_000);
    }
}
