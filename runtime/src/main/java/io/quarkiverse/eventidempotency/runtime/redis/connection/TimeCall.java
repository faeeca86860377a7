package io.quarkiverse.eventidempotency.runtime.redis.connection;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.command.Call;
import io.quarkiverse.eventidempotency.runtime.redis.command.Sender;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** A look at the server's clock, now and then. */
final class TimeCall extends Call {

    private final ServerClock clock;
    private long askedNanos;

    TimeCall(ServerClock clock) {
        super(null, "TIME");
        this.clock = clock;
    }

    /** {@return microseconds since the epoch} */
    static long micros(Response reply) {
        return Long.parseLong(reply.get(0).toString()) * 1_000_000 + Long.parseLong(reply.get(1).toString());
    }

    @Override
    public Request request(Sender connection) {
        askedNanos = System.nanoTime();
        return Request.cmd(Command.TIME);
    }

    @Override
    public void answered(@Nullable Response reply, Sender connection) {
        if (reply != null) {
            clock.observe(micros(reply), askedNanos, System.nanoTime());
        }
    }

    @Override
    public void refused(String error, Throwable cause, Sender connection) {
        // the offset that is known stays good for a while
    }

    @Override
    public void failed(StoreException failure) {
        // the next connection asks anew
    }
}
