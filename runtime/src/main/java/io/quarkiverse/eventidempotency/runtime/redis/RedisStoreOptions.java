package io.quarkiverse.eventidempotency.runtime.redis;

import java.time.Duration;

/**
 * What a {@link RedisStore} can be told.
 *
 * @param commandTimeout how long Redis may take to answer a command, from the moment it is written, and to accept a connection
 * @param maxPending how many commands may wait to be written
 * @param maxUnanswered how many commands may be written and not answered yet; no more than the client's
 *        {@code max-waiting-handlers}
 * @param fastPath whether fresh keys are claimed by {@code SET NX GET} where the server has it, else always by script
 */
public record RedisStoreOptions(Duration commandTimeout, int maxPending, int maxUnanswered, boolean fastPath) {

    public static final RedisStoreOptions DEFAULT = new RedisStoreOptions(Duration.ofSeconds(2), 100_000, 2048, true);

    public RedisStoreOptions(Duration commandTimeout, int maxPending) {
        this(commandTimeout, maxPending, DEFAULT.maxUnanswered(), DEFAULT.fastPath());
    }

    public RedisStoreOptions {
        if (commandTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("commandTimeout must be at least 1 ms, not " + commandTimeout);
        }
        if (maxPending < 1 || maxUnanswered < 1) {
            throw new IllegalArgumentException(
                    "maxPending and maxUnanswered must be at least 1, not " + maxPending + " and " + maxUnanswered);
        }
    }
}
