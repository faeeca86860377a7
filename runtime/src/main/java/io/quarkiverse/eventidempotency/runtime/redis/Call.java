package io.quarkiverse.eventidempotency.runtime.redis;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * One command, from the caller to Redis and back. Its methods are called on the connection's event loop.
 */
abstract class Call implements Handler<AsyncResult<@Nullable Response>> {

    /** The next one in the {@link Inbox}. */
    @Nullable
    Call neighbour;

    private @Nullable Sender connection;
    private long writtenNanos;

    /** {@return whether it settles or renews a claim whose lease runs meanwhile} */
    boolean isOfHeldClaim() {
        return false;
    }

    /** {@return whether it begins a delivery, and may be rejected when too many wait} */
    boolean isClaim() {
        return false;
    }

    /** {@return whether it is a step of an operator, who may lack commands that no delivery needs} */
    boolean isOfOperator() {
        return false;
    }

    /** Takes notice that it is being written. */
    final void writtenOn(Sender to) {
        connection = to;
        writtenNanos = System.nanoTime();
    }

    /** {@return when it was last written, by {@link System#nanoTime()}} */
    final long writtenNanos() {
        return writtenNanos;
    }

    @Override
    public final void handle(AsyncResult<@Nullable Response> reply) {
        Sender from = connection;
        if (from != null) {
            from.landed(this, reply);
        }
    }

    /** {@return the request; the same when it is sent again after an answer was lost} */
    abstract Request request(Sender connection);

    abstract void answered(@Nullable Response reply, Sender connection);

    /** @param error the text of the error reply */
    abstract void refused(String error, Throwable cause, Sender connection);

    abstract void failed(StoreException failure);

    /** {@return what is done by it, for messages} */
    abstract String name();

    /** Fails it, and logs what the receiver throws. */
    final void fail(String why, boolean maybeApplied, @Nullable Throwable cause) {
        String message = "Cannot confirm " + name() + ": " + why;
        fail(cause instanceof StoreClosedException ? new StoreClosedException(message, maybeApplied)
                : new StoreException(message, maybeApplied, cause));
    }

    final void fail(StoreException failure) {
        try {
            failed(failure);
        } catch (RuntimeException e) {
            RedisStoreLog.LOG.receiverThrew(name(), e);
        }
    }
}
