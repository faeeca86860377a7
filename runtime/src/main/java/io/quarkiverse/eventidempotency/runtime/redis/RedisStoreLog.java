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
public interface RedisStoreLog extends BasicLogger {

    RedisStoreLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), RedisStoreLog.class,
            "io.quarkiverse.eventidempotency.redis");

    /** For warnings about the server, logged when a connection is opened. */
    RedisStoreLog START = Logger.getMessageLogger(MethodHandles.lookup(), RedisStoreLog.class,
            "io.quarkiverse.eventidempotency.redis.start");

    @LogMessage(level = Level.WARN)
    @Message(id = 101, value = "The connection to Redis at %s is lost; reconnecting, and deliveries wait: %s%s")
    void connectionLost(String hosts, String why, String cause);

    @LogMessage(level = Level.INFO)
    @Message(id = 102, value = "The connection to Redis at %s is reconnected after %d ms")
    void reconnected(String hosts, long millis);

    @LogMessage(level = Level.ERROR)
    @Message(id = 103, value = "The receiver of the outcome of %s threw. Report it with this stack trace: it is a defect of the "
            + "extension")
    void receiverThrew(String name, @Cause Throwable cause);

    @LogMessage(level = Level.ERROR)
    @Message(id = 104, value = "A listener to the connection to Redis threw. Report it with this stack trace: it is a "
            + "defect of the extension")
    void listenerThrew(@Cause Throwable cause);

    @LogMessage(level = Level.WARN)
    @Message(id = 105, value = "Redis %d.%d is older than 6.2, the oldest version that is supported. Before 5.0 every claim fails, "
            + "since scripts may not write once they have asked for the time; versions in between are not tested. Use a "
            + "newer server.")
    void serverTooOld(int major, int minor);

    @LogMessage(level = Level.WARN)
    @Message(id = 106, value = "Redis has a maxmemory and evicts keys when it is reached (maxmemory-policy %s): an event whose record "
            + "is evicted runs again, even while it is in flight. Set maxmemory-policy noeviction, or keep records in a Redis "
            + "of their own (quarkus.event-idempotency.redis.client-name).")
    void evicts(String policy);

    @LogMessage(level = Level.WARN)
    @Message(id = 108, value = "There is no connection to Redis; connecting, and deliveries wait: %s")
    void notConnected(String why);

    @LogMessage(level = Level.ERROR)
    @Message(id = 109, value = "No event is claimed while Redis refuses commands that every delivery needs, and attempts to connect "
            + "continue: %s")
    void commandsRefused(String why);

    @LogMessage(level = Level.WARN)
    @Message(id = 110, value = "Redis at %s refuses to renew leases, \"%s\"%s. A handler that runs for longer than its lease runs "
            + "again elsewhere.")
    void renewalRefused(String hosts, String error, String remedy);

    @LogMessage(level = Level.INFO)
    @Message(id = 111, value = "Redis at %s is connected after %d ms")
    void connected(String hosts, long millis);
}
