package io.quarkiverse.eventidempotency.deployment.method;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkus.runtime.configuration.DurationConverter;

/**
 * The attributes of one {@code @Idempotent} as they are written; {@code null} where one is not, since configuration has a say
 * in those.
 *
 * @param scope as written, {@link Idempotent#NO_SCOPE} among them
 * @param ttlMillis in milliseconds, as the two after it
 * @param terminalOn the types of failures that are an outcome; configuration has no say in these
 */
public record GuardAttributes(@Nullable String scope, @Nullable OnDuplicate onDuplicate, @Nullable OnInFlight onInFlight,
        @Nullable OnMissingKey onMissingKey, @Nullable Long ttlMillis, @Nullable Long leaseMillis,
        @Nullable Long waitTimeoutMillis, @Nullable AfterCrash afterCrash, @Nullable Integer maxAttempts,
        @Nullable Boolean storeResult, List<DotName> terminalOn) {

    public GuardAttributes {
        terminalOn = List.copyOf(terminalOn);
    }

    /** The scope that stands for none in configuration. */
    public static final String NONE = "none";

    private static final Duration LONGEST = Duration.ofDays(36_500);

    public static GuardAttributes of(AnnotationInstance idempotent, Consumer<String> problems) {
        return new GuardAttributes(scope(idempotent, problems),
                constant(idempotent, "onDuplicate", OnDuplicate.class),
                constant(idempotent, "onInFlight", OnInFlight.class),
                constant(idempotent, "onMissingKey", OnMissingKey.class),
                millis(idempotent, "ttl", Duration.ofMillis(1), problems),
                millis(idempotent, "lease", Duration.ofMillis(100), problems),
                millis(idempotent, "waitTimeout", Duration.ZERO, problems),
                constant(idempotent, "afterCrash", AfterCrash.class),
                maxAttempts(idempotent, problems),
                storeResult(idempotent),
                terminalOn(idempotent));
    }

    private static @Nullable Integer maxAttempts(AnnotationInstance idempotent, Consumer<String> problems) {
        AnnotationValue value = idempotent.value("maxAttempts");
        if (value == null) {
            return null;
        }
        if (value.asInt() < 0) {
            problems.accept("maxAttempts = " + value.asInt() + " of @Idempotent must not be negative: write 1 or more, or 0 for"
                    + " no bound");
        }
        return value.asInt();
    }

    private static @Nullable Boolean storeResult(AnnotationInstance idempotent) {
        AnnotationValue value = idempotent.value("storeResult");
        return value == null ? null : value.asBoolean();
    }

    private static List<DotName> terminalOn(AnnotationInstance idempotent) {
        AnnotationValue value = idempotent.value("terminalOn");
        return value == null ? List.of() : Arrays.stream(value.asClassArray()).map(Type::name).distinct().toList();
    }

    private static @Nullable String scope(AnnotationInstance idempotent, Consumer<String> problems) {
        AnnotationValue value = idempotent.value("scope");
        if (value == null || value.asString().isEmpty()) {
            return null;
        }
        String scope = value.asString();
        if (scope.equals(Idempotent.NO_SCOPE)) {
            return scope;
        }
        if (scope.equals(NONE)) {
            problems.accept("scope = \"none\" of @Idempotent is taken: configuration names the methods without a scope so;"
                    + " choose another, or write scope = Idempotent.NO_SCOPE");
        } else if (!scope.matches("[A-Za-z0-9_.-]+")) {
            problems.accept("scope = \"" + scope + "\" of @Idempotent is not allowed: a scope is letters, digits, _ . and -");
        }
        return scope;
    }

    private static <E extends Enum<E>> @Nullable E constant(AnnotationInstance idempotent, String name, Class<E> type) {
        AnnotationValue value = idempotent.value(name);
        return value == null ? null : Enum.valueOf(type, value.asEnum());
    }

    private static @Nullable Long millis(AnnotationInstance idempotent, String name, Duration least,
            Consumer<String> problems) {
        AnnotationValue value = idempotent.value(name);
        if (value == null) {
            return null;
        }
        String written = name + " = \"" + value.asString() + "\" of @Idempotent ";
        Duration duration = parse(value.asString());
        if (duration == null) {
            problems.accept(written + "is no duration: write ISO-8601, as in PT10S, or a number with a unit, as in 10s");
            return null;
        }
        if (duration.compareTo(least) < 0) {
            problems.accept(written + "is too short: " + (least.isZero() ? "it must not be negative"
                    : "it must be at least " + least.toMillis() + " ms"));
            return null;
        }
        if (duration.compareTo(LONGEST) > 0) {
            problems.accept(written + "is too long: it must be at most " + LONGEST.toDays() + " days");
            return null;
        }
        return duration.toMillis();
    }

    private static @Nullable Duration parse(String text) {
        try {
            return DurationConverter.parseDuration(text);
        } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            return null;
        }
    }
}
