package io.quarkiverse.eventidempotency.runtime.transactions;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.RowSession;

/** The table of records in one database, for the start, the clean-up and operators, which wait for it. */
public interface RecordTable {

    /** How many rows a transaction deletes at the most. */
    int BATCH = 1000;

    /** {@return the name of the data source} */
    String name();

    /** {@return the dialect of the database} */
    Dialect dialect();

    /**
     * Checks that the table is there.
     *
     * @throws Exception if it is not, if a column is missing, or if the database cannot be read
     */
    void check() throws Exception;

    /**
     * Creates the table if it is missing.
     *
     * @throws Exception if it is still missing then
     */
    void create() throws Exception;

    /**
     * Deletes some expired rows in one transaction.
     *
     * @return how many rows were deleted: fewer than {@link #BATCH} when there are no more
     */
    int deleteSome() throws Exception;

    /** Begins a transaction of an operator. */
    RowSession session() throws Exception;
}
