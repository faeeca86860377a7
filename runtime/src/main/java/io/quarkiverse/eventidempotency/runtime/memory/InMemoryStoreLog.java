package io.quarkiverse.eventidempotency.runtime.memory;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What the store in memory logs at WARN. Its codes begin at 200. */
@MessageLogger(projectCode = "QEI", length = 5)
interface InMemoryStoreLog extends BasicLogger {

    InMemoryStoreLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), InMemoryStoreLog.class,
            "io.quarkiverse.eventidempotency");

    @LogMessage(level = Level.WARN)
    @Message(id = 200, value = "The in-memory store is full (%d records) and forgets the oldest before their time to live ends: "
            + "duplicates of those events run again. Raise quarkus.event-idempotency.in-memory.max-records, or keep records in "
            + "Redis.")
    void dropsRecords(int maxRecords);
}
