package io.quarkiverse.eventidempotency.runtime.redis;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What the store logs above DEBUG, with a code for each. */
@MessageLogger(projectCode = "QEI", length = 5)
interface RedisStoreLog extends BasicLogger {

    RedisStoreLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), RedisStoreLog.class,
            "io.quarkiverse.eventidempotency.redis");

    @LogMessage(level = Level.WARN)
    @Message(id = 101, value = "The connection to Redis is lost and opened again: %s%s")
    void connectionLost(String why, String cause);

    @LogMessage(level = Level.INFO)
    @Message(id = 102, value = "The connection to Redis is open again")
    void connectedAgain();

    @LogMessage(level = Level.ERROR)
    @Message(id = 103, value = "The receiver of the outcome of %s threw")
    void receiverThrew(String name, @Cause Throwable cause);

    @LogMessage(level = Level.ERROR)
    @Message(id = 104, value = "A listener to the connection to Redis threw")
    void listenerThrew(@Cause Throwable cause);
}
