package io.quarkiverse.eventidempotency.runtime.redis;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * One command on its way to Redis and back. Its methods are called on the connection's event loop.
 */
abstract class Call {

    /** The next one in the {@link Inbox}. */
    @Nullable
    Call neighbour;

    /** Whether it may have been applied by an earlier sending whose answer was lost. */
    boolean inDoubt;

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

    /** {@return about how many bytes the request has} */
    abstract int size();

    /** {@return the request; the same when it is sent again after an answer was lost} */
    abstract Request request(OpenConnection connection);

    abstract void answered(@Nullable Response reply, OpenConnection connection);

    /** @param error the text of the error reply */
    abstract void refused(String error, Throwable cause, OpenConnection connection);

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
