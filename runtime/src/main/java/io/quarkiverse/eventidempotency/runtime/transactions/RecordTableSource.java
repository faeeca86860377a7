package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.Collection;

/** Finds the tables of records. There is a bean of it for each way to the databases that the application has. */
public interface RecordTableSource {

    Collection<? extends RecordTable> tables();
}
