package io.quarkiverse.eventidempotency.runtime.database;

import java.util.function.Function;

/**
 * The statements of the deliveries of one method.
 *
 * @param dialect the database
 * @param claim writes the row of a claim, or returns the one that is there
 * @param takeExpired writes the row of a claim over one that has expired
 * @param find returns the row that is there
 * @param complete stores the result
 * @param withdraw deletes the row
 */
public record RowStatements(DialectStatements dialect, Sql claim, Sql takeExpired, Sql find, Sql complete, Sql withdraw) {

    /**
     * Prepares the statements.
     *
     * @param style how the driver marks parameters: {@link Sql#withQuestionMarks} or {@link Sql#withNumbers}
     * @param waitMillis how long a claim waits for another transaction, in milliseconds; 0 to not wait
     */
    public static RowStatements of(Dialect dialect, Function<String, Sql> style, long waitMillis) {
        DialectStatements statements = dialect.statements();
        return new RowStatements(statements, style.apply(statements.claim(waitMillis)),
                style.apply(statements.takeExpired(waitMillis)), style.apply(statements.find()),
                style.apply(statements.complete()), style.apply(statements.withdraw()));
    }
}
