package io.quarkiverse.eventidempotency.runtime.rest;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jspecify.annotations.Nullable;

/** Log messages of requests. The client acts on statuses below 500, and the store logs its own outages. */
@MessageLogger(projectCode = "QEI", length = 5)
interface RestLog extends BasicLogger {

    RestLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), RestLog.class, "io.quarkiverse.eventidempotency");

    @LogMessage(level = Level.ERROR)
    @Message(id = 40, value = "A request was answered with status 500: %s")
    void failed(String message, @Cause @Nullable Throwable cause);
}
