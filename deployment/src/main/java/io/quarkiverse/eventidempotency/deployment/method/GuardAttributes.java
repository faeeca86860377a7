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

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkus.runtime.configuration.DurationConverter;

/**
 * The attributes of one {@code @Idempotent} as they are written.
 *
 * @param scope as written, {@link Idempotent#NO_SCOPE} among them; {@code null} where it is not
 * @param overrides the attributes that configuration can set too
 * @param fingerprint as written; empty where it is not
 * @param inTransaction whether the record is written in the transaction of the method
 */
public record GuardAttributes(@Nullable String scope, PolicyOverrides overrides, List<DotName> terminalOn,
        String fingerprint, boolean inTransaction) {

    public static GuardAttributes of(AnnotationInstance idempotent, Consumer<String> problems) {
        PolicyOverrides overrides = PolicyOverrides.NONE;
        for (PolicyAttribute<?> attribute : PolicyOverrides.ATTRIBUTES) {
            if (attribute.ofAnnotation()) {
                overrides = written(overrides, attribute, idempotent, problems);
            }
        }
        overrides.problems(attribute -> attribute.member() + " of @Idempotent").forEach(problems);
        AnnotationValue terminalOn = idempotent.value("terminalOn");
        List<DotName> terminal = terminalOn == null ? List.of()
                : Arrays.stream(terminalOn.asClassArray()).map(Type::name).distinct().toList();
        AnnotationValue fingerprint = idempotent.value("fingerprint");
        AnnotationValue inTransaction = idempotent.value("inTransaction");
        if (inTransaction != null && inTransaction.asBoolean()) {
            TransactionRules.checkAttributes(overrides, !terminal.isEmpty(), problems);
        }
        return new GuardAttributes(scope(idempotent, problems), overrides, terminal,
                fingerprint == null ? "" : fingerprint.asString(), inTransaction != null && inTransaction.asBoolean());
    }

    private static <T> PolicyOverrides written(PolicyOverrides overrides, PolicyAttribute<T> attribute,
            AnnotationInstance idempotent, Consumer<String> problems) {
        AnnotationValue value = idempotent.value(attribute.member());
        if (value == null) {
            return overrides;
        }
        Object written = switch (value.kind()) {
            case STRING -> duration(attribute, value.asString(), problems);
            case ENUM -> Arrays.stream(attribute.type().getEnumConstants())
                    .filter(constant -> constant.toString().equals(value.asEnum())).findFirst().orElseThrow();
            default -> value.value();
        };
        return overrides.with(attribute, attribute.type().cast(written));
    }

    private static @Nullable String scope(AnnotationInstance idempotent, Consumer<String> problems) {
        AnnotationValue value = idempotent.value("scope");
        if (value == null || value.asString().isEmpty()) {
            return null;
        }
        String scope = value.asString();
        if (scope.equals(PolicyResolver.nameOf(null))) {
            problems.accept("scope = \"none\" of @Idempotent is taken: configuration names the methods without a scope so;"
                    + " choose another, or write scope = Idempotent.NO_SCOPE");
        } else if (!scope.equals(Idempotent.NO_SCOPE) && !scope.matches("[A-Za-z0-9_.-]+")) {
            problems.accept("scope = \"" + scope + "\" of @Idempotent is not allowed: a scope is letters, digits, _ . and -");
        }
        return scope;
    }

    private static @Nullable Duration duration(PolicyAttribute<?> attribute, String text, Consumer<String> problems) {
        try {
            return DurationConverter.parseDuration(text);
        } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            problems.accept(
                    attribute.member() + " = \"" + text + "\" of @Idempotent is no duration: write ISO-8601, as in PT10S,"
                            + " or a number with a unit, as in 10s");
            return null;
        }
    }
}
