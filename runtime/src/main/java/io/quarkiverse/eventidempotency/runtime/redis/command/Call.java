package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * One command, from the caller to Redis and back. Its methods are called on the connection's event loop.
 */
public abstract class Call {

    /** When it was last written, by {@link System#nanoTime()}. */
    public long writtenNanos;

    private final @Nullable Script script;
    private final String name;

    /**
     * @param script {@code null} when it calls none
     * @param name what is done by it, for messages
     */
    protected Call(@Nullable Script script, String name) {
        this.script = script;
        this.name = name;
    }

    /** {@return whether it settles or renews a claim whose lease runs meanwhile} */
    public final boolean isOfHeldClaim() {
        return script == Script.SETTLE || script == Script.RENEW;
    }

    /** {@return whether it begins a delivery, and may be rejected when too many wait} */
    public final boolean isClaim() {
        return script == Script.CLAIM;
    }

    /** {@return whether it is a step of an operator, who may lack commands that no delivery needs} */
    public final boolean isOfOperator() {
        return script == Script.SCAN || script == Script.OPERATE;
    }

    /**
     * The call to send instead, with some of those that wait behind it.
     *
     * @param behind the calls behind it, in their order; those that come along are removed
     */
    public Call together(Queue<Call> behind) {
        return this;
    }

    public final String name() {
        return name;
    }

    /** {@return the request; the same when it is sent again after an answer was lost} */
    public abstract Request request(Sender connection);

    public abstract void answered(@Nullable Response reply, Sender connection);

    /** @param error the text of the error reply */
    public abstract void refused(String error, Throwable cause, Sender connection);

    public abstract void failed(StoreException failure);

    /** Fails it, and logs what the receiver throws. */
    public final void fail(String why, boolean maybeApplied, @Nullable Throwable cause) {
        String message = "Cannot confirm " + name() + ": " + why;
        fail(cause instanceof StoreClosedException ? new StoreClosedException(message, maybeApplied)
                : new StoreException(message, maybeApplied, cause));
    }

    public final void fail(StoreException failure) {
        try {
            failed(failure);
        } catch (RuntimeException e) {
            RedisStoreLog.LOG.receiverThrew(name(), e);
        }
    }
}
