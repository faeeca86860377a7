package io.quarkiverse.eventidempotency.runtime.engine;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * One attribute of a policy.
 *
 * @param member the attribute's name on the annotation and in code, such as {@code waitTimeout}
 * @param type the type of its values
 * @param otherwise the value in force where no source sets one
 * @param ofAnnotation whether the annotation has it; configuration has all of them
 * @param rule returns the rule that a value violates; {@code null} for a value that is allowed
 */
public record PolicyAttribute<T>(String member, Class<T> type, T otherwise, boolean ofAnnotation,
        Function<T, @Nullable String> rule) {

    public static final Duration MAX = Duration.ofDays(36_500);

    static <E extends Enum<E>> PolicyAttribute<E> choice(String member, E otherwise, boolean ofAnnotation) {
        return new PolicyAttribute<>(member, otherwise.getDeclaringClass(), otherwise, ofAnnotation, value -> null);
    }

    static PolicyAttribute<Duration> duration(String member, Duration otherwise, Duration min, boolean ofAnnotation) {
        return new PolicyAttribute<>(member, Duration.class, otherwise, ofAnnotation, value -> outside(value, min));
    }

    static PolicyAttribute<Boolean> flag(String member, boolean otherwise, boolean ofAnnotation) {
        return new PolicyAttribute<>(member, Boolean.class, otherwise, ofAnnotation, value -> null);
    }

    /**
     * The bounds of a duration.
     *
     * @return the rule that it violates; {@code null} for a duration within the bounds
     */
    public static @Nullable String outside(Duration value, Duration min) {
        return value.compareTo(min) >= 0 && value.compareTo(MAX) <= 0 ? null
                : "it must be at least " + min + " and at most " + MAX.toDays() + " days";
    }

    /** {@return the attribute's name in configuration, such as {@code wait-timeout} or {@code cache.max-age}} */
    public String property() {
        return member.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT).replaceFirst("^cache-", "cache.");
    }
}
