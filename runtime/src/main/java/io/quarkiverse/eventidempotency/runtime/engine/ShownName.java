package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.Arrays;
import java.util.Locale;

import io.quarkiverse.eventidempotency.DeliveryOutcome;

/** The names of constants as metrics, spans, responses and the Dev UI show them: {@code failed-for-good}. */
public final class ShownName {

    private static final String[] OUTCOMES = Arrays.stream(DeliveryOutcome.values()).map(outcome -> of((Enum<?>) outcome))
            .toArray(String[]::new);

    private ShownName() {
    }

    /** {@return the name of an outcome, which is not made anew} */
    public static String of(DeliveryOutcome outcome) {
        return OUTCOMES[outcome.ordinal()];
    }

    /** {@return the name of a constant} */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
