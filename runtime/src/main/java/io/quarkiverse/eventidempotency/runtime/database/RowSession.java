package io.quarkiverse.eventidempotency.runtime.database;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowReply;

/** One transaction of an operator, which is rolled back unless it is committed. All methods block. */
public interface RowSession extends AutoCloseable {

    /** How long a claim waits for a delivery that holds the key, in milliseconds. */
    long WAIT_MILLIS = 1000;

    /** Opens sessions. */
    interface Source {

        /** @throws Exception if the database cannot be reached */
        RowSession open() throws Exception;
    }

    /**
     * Claims a key, as deliveries do.
     *
     * @throws Exception if the database refuses it
     */
    RowReply claim(RowClaim claim) throws Exception;

    /**
     * Asks for rows.
     *
     * @param written the statement, with the names of its parameters in braces
     * @param claim the values of its parameters
     * @return the values of each row: {@code String}, {@code Long} or {@code null}
     * @throws Exception if the database refuses it
     */
    List<List<@Nullable Object>> rows(String written, RowClaim claim) throws Exception;

    /**
     * Changes rows.
     *
     * @param result the result to store; {@code null} for none
     * @return how many rows were changed
     * @throws Exception if the database refuses it
     */
    int change(String written, RowClaim claim, @Nullable String result) throws Exception;

    /** @throws Exception if the database refuses it */
    void commit() throws Exception;

    @Override
    void close() throws Exception;
}
