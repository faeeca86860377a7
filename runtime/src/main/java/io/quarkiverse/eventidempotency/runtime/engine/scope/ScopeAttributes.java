package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;

/**
 * The attributes of a scope that code sets.
 *
 * @param scope the scope; {@code null} for none
 * @param hasResults whether its bodies have results, and not only ends
 * @param overrides the attributes that configuration can set too
 * @param fingerprint the value that must be the same for the same key; {@code null} for none
 * @param terminalOn the types of failures that are an outcome
 */
public record ScopeAttributes(@Nullable String scope, boolean hasResults, PolicyOverrides overrides,
        @Nullable String fingerprint, List<Class<? extends Throwable>> terminalOn) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    /**
     * Sets nothing.
     *
     * @param name the scope's name, or {@link Idempotent#NO_SCOPE}
     * @throws IllegalArgumentException if it is none
     */
    public static ScopeAttributes of(String name, boolean hasResults) {
        return new ScopeAttributes(checked(name), hasResults, PolicyOverrides.NONE, null, List.of());
    }

    private static @Nullable String checked(String name) {
        if (name.equals(Idempotent.NO_SCOPE)) {
            return null;
        }
        if (!NAME.matcher(name).matches() || name.equals("none")) {
            throw new IllegalArgumentException(
                    "The scope '" + name + "' must be one or more letters, digits, '_', '.' and '-', "
                            + "and not none; or Idempotent.NO_SCOPE");
        }
        return name;
    }

    /** @throws IllegalArgumentException if the value is not allowed */
    <T> ScopeAttributes with(PolicyAttribute<T> attribute, T value) {
        PolicyOverrides changed = overrides.with(attribute, Objects.requireNonNull(value, attribute.member()));
        changed.problems(wrong -> "The " + wrong.member()).forEach(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new ScopeAttributes(scope, hasResults, changed, fingerprint, terminalOn);
    }

    ScopeAttributes withFingerprint(@Nullable String value) {
        return new ScopeAttributes(scope, hasResults, overrides, value, terminalOn);
    }

    ScopeAttributes withTerminalOn(Iterable<Class<? extends Throwable>> value) {
        List<Class<? extends Throwable>> types = new ArrayList<>();
        value.forEach(types::add);
        return new ScopeAttributes(scope, hasResults, overrides, fingerprint, List.copyOf(types));
    }

    /** @throws IllegalStateException if an attribute is set that has no meaning where records are rows of a transaction */
    void checkInTransaction() {
        List<String> meaningless = new ArrayList<>();
        for (PolicyAttribute<?> attribute : PolicyOverrides.OF_CLAIMS) {
            if (overrides.get(attribute) != null) {
                meaningless.add(attribute.member());
            }
        }
        if (!terminalOn.isEmpty()) {
            meaningless.add("terminalOn");
        }
        if (!meaningless.isEmpty()) {
            throw new IllegalStateException("The scope " + name() + " sets " + String.join(", ", meaningless)
                    + ", which has no meaning in a transaction: a crash or a failure is a rollback. Call in(SqlConnection) on"
                    + " a scope without it");
        }
    }

    /** Sets in a policy what only code sets; overrides have their precedence among other sources. */
    public GuardPolicy.Builder applyTo(GuardPolicy.Builder policy) {
        return policy.resultNeeded(resultNeeded())
                .terminal(failure -> terminalOn.stream().anyMatch(type -> type.isInstance(failure)))
                .method("code of the scope " + name());
    }

    /** {@return whether a duplicate cannot do without the first run's result} */
    private boolean resultNeeded() {
        return hasResults && overrides.in(PolicyOverrides.STORE_RESULT);
    }

    /** {@return the scope as code names it} */
    public String name() {
        return scope == null ? Idempotent.NO_SCOPE : scope;
    }
}
