package io.quarkiverse.eventidempotency.runtime.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The databases that can hold the table of records, each with its own statements. */
public enum Dialect {

    POSTGRESQL("postgresql", new PostgreSql()),
    MARIADB("mariadb", new MariaDb()),
    MYSQL("mysql", new MySql()),
    H2("h2", new H2());

    private final String kind;
    private final DialectStatements statements;

    Dialect(String kind, DialectStatements statements) {
        this.kind = kind;
        this.statements = statements;
    }

    /** {@return the dialect of a {@code db-kind}; empty for a database that cannot hold the table} */
    public static Optional<Dialect> of(String kind) {
        return Arrays.stream(values()).filter(dialect -> dialect.kind.equals(kind)).findFirst();
    }

    /** {@return the {@code db-kind} of all dialects, as messages list them} */
    public static String kinds() {
        return Arrays.stream(values()).map(dialect -> dialect.kind).collect(Collectors.joining(", "));
    }

    /** {@return the {@code db-kind}} */
    public String kind() {
        return kind;
    }

    public DialectStatements statements() {
        return statements;
    }

    /** {@return the script that creates the table, as a path on the class path} */
    public String script() {
        return "io/quarkiverse/eventidempotency/schema/" + kind + "/R__event_idempotency.sql";
    }

    /** {@return the statements of the script that creates the table} */
    public List<String> scriptStatements() {
        try (InputStream script = Dialect.class.getClassLoader().getResourceAsStream(script())) {
            if (script == null) {
                throw new IllegalStateException("The class path has no " + script());
            }
            return statementsOf(new String(script.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the statements of a script} */
    public static List<String> statementsOf(String script) {
        String code = script.lines().filter(line -> !line.stripLeading().startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(code.split(";")).map(String::strip).filter(statement -> !statement.isEmpty()).toList();
    }
}
