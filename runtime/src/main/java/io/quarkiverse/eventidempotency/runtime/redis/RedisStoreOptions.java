package io.quarkiverse.eventidempotency.runtime.redis;

import java.time.Duration;

/**
 * The settings of a {@link RedisStore}, besides those of its client.
 *
 * @param commandTimeout how long Redis may take to answer a command, from the moment it is written, and to accept a connection
 * @param maxPending how many claims may wait to be written
 * @param maxUnanswered how many commands may be written to a connection and not answered yet; no more than the client's
 *        {@code max-waiting-handlers}
 * @param fastPath whether fresh keys are claimed by {@code SET NX GET} where the server has it, else always by script
 * @param keyPrefix the start of all keys, by which permissions can be limited
 * @param remedy the way to correct the address of a server that cannot be reached: a clause in the imperative
 * @param connections how many connections are held; each key has one of them
 */
public record RedisStoreOptions(Duration commandTimeout, int maxPending, int maxUnanswered, boolean fastPath, String keyPrefix,
        String remedy, int connections) {

    public static final RedisStoreOptions DEFAULT = new RedisStoreOptions(Duration.ofSeconds(2), 100_000, 2048, true);

    public RedisStoreOptions(Duration commandTimeout, int maxPending) {
        this(commandTimeout, maxPending, DEFAULT.maxUnanswered(), DEFAULT.fastPath());
    }

    public RedisStoreOptions(Duration commandTimeout, int maxPending, int maxUnanswered, boolean fastPath) {
        this(commandTimeout, maxPending, maxUnanswered, fastPath, "idempotency:events:",
                "start the server there, or correct its address", 1);
    }

    public RedisStoreOptions {
        if (commandTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("commandTimeout must be at least 1 ms, not " + commandTimeout);
        }
        if (maxPending < 1 || maxUnanswered < 1 || connections < 1) {
            throw new IllegalArgumentException("maxPending, maxUnanswered and connections must be at least 1, not " + maxPending
                    + ", " + maxUnanswered + " and " + connections);
        }
    }

    public RedisStoreOptions withKeyPrefix(String prefix) {
        return new RedisStoreOptions(commandTimeout, maxPending, maxUnanswered, fastPath, prefix, remedy, connections);
    }
}
