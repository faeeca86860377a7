package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;
import io.quarkiverse.eventidempotency.runtime.redis.command.ErrorReply;

/**
 * The log of the times without a connection. Each of them begins with a WARN, repeats its reason while it lasts, and ends
 * with an INFO. A refused command is one ERROR for all of that time.
 */
public final class OutageLog {

    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String hosts;
    private final String remedy;
    private boolean reported;
    private @Nullable String missing;
    private long lastNanos;

    public OutageLog(ServerAddress address, String remedy) {
        this.hosts = address.hosts();
        this.remedy = remedy;
    }

    /** {@return why steps fail while Redis cannot be reached, with the remedy} */
    String unreachable(Throwable cause) {
        return "cannot connect to Redis at " + hosts + reason(cause) + ": " + remedy;
    }

    private static String reason(@Nullable Throwable cause) {
        String text = cause == null ? null : ErrorReply.ofClient(cause);
        return text == null ? "" : " (" + text + ")";
    }

    /** An open connection was lost. */
    void lost(String why, @Nullable Throwable cause) {
        RedisStoreLog.LOG.connectionLost(why, reason(cause));
        reported = true;
        lastNanos = System.nanoTime() - REPEAT_NANOS;
    }

    /** An attempt has failed. */
    void notConnected(String why, boolean refusedCommand) {
        long now = System.nanoTime();
        if (refusedCommand) {
            if (!why.equals(missing)) {
                RedisStoreLog.LOG.commandsRefused(why);
            }
            missing = why;
        } else if (!reported || now - lastNanos >= REPEAT_NANOS) {
            RedisStoreLog.LOG.notConnected(why);
            lastNanos = now;
        }
        reported = true;
    }

    void connected() {
        if (reported) {
            RedisStoreLog.LOG.connectedAgain();
        }
        reported = false;
        missing = null;
    }
}
