package io.quarkiverse.eventidempotency.runtime.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;

/**
 * One statement as a driver takes it. Statements are written once for all drivers, with the {@linkplain Parameter names} of
 * their parameters in braces.
 *
 * @param text the statement with the driver's placeholders
 * @param parameters the parameters in the order of their placeholders
 */
public record Sql(String text, List<Parameter> parameters) {

    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

    public Sql {
        parameters = List.copyOf(parameters);
    }

    /** {@return a statement with a {@code ?} for each parameter, as JDBC and the reactive clients of MariaDB and MySQL take} */
    public static Sql withQuestionMarks(String written) {
        return of(written, position -> "?");
    }

    /** {@return a statement with {@code $1}, {@code $2} and so on, as the reactive client of PostgreSQL takes} */
    public static Sql withNumbers(String written) {
        return of(written, position -> "$" + position);
    }

    private static Sql of(String written, IntFunction<String> placeholder) {
        List<Parameter> parameters = new ArrayList<>();
        Matcher name = NAME.matcher(written);
        StringBuilder text = new StringBuilder();
        while (name.find()) {
            parameters.add(Parameter.valueOf(name.group(1).toUpperCase(Locale.ROOT)));
            name.appendReplacement(text, Matcher.quoteReplacement(placeholder.apply(parameters.size())));
        }
        return new Sql(name.appendTail(text).toString(), parameters);
    }

    /**
     * The value of a parameter.
     *
     * @param result the result to store; {@code null} where the statement has none
     * @return a {@code String}, a {@code Long}, or {@code null}
     */
    public @Nullable Object value(int index, RowClaim claim, @Nullable String result) {
        return switch (parameters.get(index)) {
            case SCOPE -> scope(claim);
            case KEY -> claim.key();
            case TTL -> claim.ttlMillis();
            case EVENT_ID -> text(claim.eventId());
            case EVENT_TYPE -> text(claim.eventType());
            case FINGERPRINT -> claim.fingerprint();
            case NODE -> claim.terms().node();
            case TRACE_ID -> claim.traceId();
            case RESULT -> result;
        };
    }

    /** {@return the scope as it stands in the table, where it is never null} */
    private static String scope(RowClaim claim) {
        String scope = claim.terms().scope();
        return scope == null ? "" : scope;
    }

    /** PostgreSQL has no place for the character 0. */
    private static @Nullable String text(@Nullable String value) {
        return value == null || value.indexOf('\0') < 0 ? value : value.replace("\0", "");
    }

    /** The parameters of statements. */
    public enum Parameter {
        SCOPE,
        KEY,
        TTL,
        EVENT_ID,
        EVENT_TYPE,
        FINGERPRINT,
        NODE,
        TRACE_ID,
        RESULT
    }
}
